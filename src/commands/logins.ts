import type {LoginInfo} from '../watch/index.ts';
import type {Command} from './command.ts';
import type {Stage} from './stage.ts';

/** Which logins may run their plugins: asked at the first start on a large kubeconfig, and whenever a person wants. */
export const logins: readonly Command[] = [
  {
    id: 'app.logins',
    title: 'choose the logins to connect',
    scopes: ['global'],
    disabled: ({watch}) =>
      watch.logins().some(({needsPlugin}) => needsPlugin)
        ? undefined
        : 'no context of the kubeconfig runs a login plugin',
    run: chooseLogins,
  },
];

/** Whether contexts are held back because nobody has said yet if their plugins may run. */
export function areLoginsWaiting({watch}: Stage): boolean {
  return watch.logins().some(({held, isChosen}) => held.length > 0 && isChosen === undefined);
}

export async function chooseLogins(stage: Stage): Promise<void> {
  const asked = stage.watch.logins().filter(({needsPlugin}) => needsPlugin);
  const count = asked.reduce((sum, {contexts}) => sum + contexts.length, 0);
  const chosen = await stage.choose({
    title: `${count} contexts run a login plugin. Which logins shall connect?`,
    lines: [`the rest waits until ${stage.keyFor('app.logins')}; what you choose is remembered`],
    options: asked.map((login) => ({
      id: login.id,
      text: describe(login, String(count).length),
      isChosen: login.isChosen ?? login.held.length === 0,
    })),
    isMany: true,
  });
  if (chosen === undefined) return;
  stage.watch.choose(new Map(asked.map(({id}) => [id, chosen.includes(id)])));
  stage.say(
    chosen.length === 0
      ? `none connects; ${stage.keyFor('app.logins')} asks again`
      : `connecting ${chosen.length} of ${asked.length} logins`,
  );
}

/** The count first: names may be longer than the screen. */
function describe({name, contexts, held, isChosen, command}: LoginInfo, digits: number): string {
  const size = String(contexts.length).padStart(digits);
  const word = contexts.length === 1 ? 'context ' : 'contexts';
  // Those that a person took up or parked one by one are not chosen about here.
  const isPart = isChosen !== true && held.length > 0 && held.length < contexts.length;
  const part = isPart ? `, ${held.length} of them held back` : '';
  return `${size} ${word}  ${name}${part}${command === undefined ? '' : `  (${command.join(' ')})`}`;
}
