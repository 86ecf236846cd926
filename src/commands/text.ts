import type {Command} from './command.ts';
import type {TextFacet} from './stage.ts';

/** Reading: YAML, help, and whatever else is lines. */
export const text: readonly Command[] = [
  reading('text.down', 'down', (body) => body.scroll(1)),
  reading('text.up', 'up', (body) => body.scroll(-1)),
  reading('text.page-down', 'a page down', (body) => body.scroll('page-down')),
  reading('text.page-up', 'a page up', (body) => body.scroll('page-up')),
  reading('text.top', 'to the first line', (body) => body.scroll('top')),
  reading('text.bottom', 'to the last line', (body) => body.scroll('bottom')),
  {
    id: 'text.search',
    title: 'search in the text',
    hint: 'search',
    rank: 2,
    scopes: ['text'],
    run: (stage) => stage.edit('filter'),
  },
  {
    id: 'text.next',
    title: 'the next match',
    scopes: ['text'],
    isKeyOnly: true,
    run(stage) {
      if (stage.text?.nextMatch(1) === false) stage.say('nothing matches');
    },
  },
  {
    id: 'text.previous',
    title: 'the match before',
    scopes: ['text'],
    isKeyOnly: true,
    run(stage) {
      if (stage.text?.nextMatch(-1) === false) stage.say('nothing matches');
    },
  },
  {
    id: 'text.copy',
    title: 'copy the text to the clipboard',
    hint: 'copy',
    scopes: ['text'],
    run(stage) {
      if (stage.text) stage.copy(stage.text.content, stage.text.title);
    },
  },
  {
    id: 'text.save',
    title: 'save the text',
    hint: 'save',
    scopes: ['text'],
    async run(stage) {
      if (!stage.text) return;
      try {
        const path = await stage.save(stage.text.fileName, stage.text.content);
        stage.say(`saved ${path}`, 'good');
      } catch (error) {
        stage.say(`not saved: ${error instanceof Error ? error.message : String(error)}`, 'bad');
      }
    },
  },
  {
    id: 'text.wrap',
    title: 'wrap long lines, or cut them',
    scopes: ['text'],
    run(stage) {
      if (stage.text) stage.say(stage.text.toggleWrap() ? 'long lines are wrapped' : 'long lines are cut');
    },
  },
  {
    id: 'text.managed-fields',
    title: 'show the managed fields, or hide them',
    scopes: ['text'],
    disabled: ({text: body}) => (body?.toggleManagedFields ? undefined : 'this text has no managed fields'),
    run: ({text: body}) => body?.toggleManagedFields?.(),
  },
  {
    id: 'text.refresh',
    title: 'read it anew',
    scopes: ['text'],
    disabled: ({text: body}) => (body?.refresh ? undefined : 'this text does not change'),
    run: ({text: body}) => body?.refresh?.(),
  },
];

function reading(id: string, title: string, move: (body: TextFacet) => void): Command {
  return {
    id,
    title,
    scopes: ['text'],
    isKeyOnly: true,
    run: ({text: body}) => {
      if (body) move(body);
    },
  };
}
