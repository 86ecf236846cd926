import * as z from 'zod';
import type {ContextRule, GroupRule, LoginRule, ScreenSettings} from './settings.ts';

/** The file's form, as people write it. Strict everywhere: a misspelt `readOnly` must not pass for no wish at all. */
export const settingsFile = z.strictObject({
  readOnly: told(z.boolean(), 'Change nothing on any cluster. What the system-wide file says here stands.'),
  kubeconfig: told(
    z.array(text()),
    'Kubeconfig files and folders, unless KUBECONFIG or --kubeconfig names others. Relative paths start at this file.',
  ),
  groups: told(
    z.array(
      z.strictObject({
        name: text().describe('As it stands in the GROUP column.'),
        tier: told(
          text(),
          'dev, test, staging and the like are handled lightly; no tier, and any other word, is production.',
        ),
        match: atLeastOne({
          context: told(text(), 'Name of the context, * for anything.'),
          server: told(text(), 'Address of the API server, * for anything.'),
          provider: told(text(), 'eks, gke, aks, openshift, kind …'),
        }).describe('All that are given must match.'),
      }),
    ),
    'Groups and tiers of clusters. The first rule that matches a context counts.',
  ),
  logins: told(
    z.array(
      z.strictObject({
        name: text().describe('As it stands in the LOGIN column.'),
        match: atLeastOne({
          context: told(text(), 'Name of the context, * for anything.'),
          command: told(text(), "Name of the credential plugin's program, * for anything."),
        }).describe('All that are given must match.'),
        command: told(
          z.array(text()).min(1, 'expected the command and its arguments'),
          'What is run to log in, with the terminal lent to it.',
        ),
      }),
    ),
    'Login groups that cannot be told from the arguments of the credential plugin. The first rule that matches counts.',
  ),
  contexts: told(
    z.array(
      z.strictObject({
        match: text().describe('Name of the context, * for anything.'),
        http1: told(z.boolean(), 'HTTP/1.1 only, for proxies that break HTTP/2.'),
        namespaces: told(z.array(text()), 'Asked for one by one where all at once is refused.'),
      }),
    ),
    'How to talk to a cluster. The first rule that matches a context counts.',
  ),
  theme: told(
    text(),
    'dark, light, high-contrast, mono, or the name of a file in the themes folder beside this one; auto: light or dark as the terminal says.',
  ),
  keymap: told(text(), 'k9s or vim; keymap.yaml beside this file overrides single keys.'),
  glyphs: told(z.enum(['unicode', 'ascii', 'auto']), 'auto: ASCII unless the locale is UTF-8.'),
  columns: told(
    z.record(z.string(), z.array(text()).min(1, 'expected at least one column')),
    'Columns to show, in order, by view: {grid: [CLUSTER, STATE, WORST], pods: [NAME, STATUS]}.',
  ),
  favourites: told(
    z.array(text()).max(9, 'expected at most 9, for the keys 1 to 9'),
    'Names of groups for the keys 1 to 9.',
  ),
  shell: told(
    z.array(text()).min(1, 'expected the shell and its arguments'),
    'Shell for one cluster and its arguments, instead of SHELL.',
  ),
});

/** What `settingsFile` lets through. */
export interface SettingsFile extends Partial<ScreenSettings> {
  readonly readOnly?: boolean;
  readonly kubeconfig?: readonly string[];
  readonly groups?: readonly GroupRule[];
  readonly logins?: readonly LoginRule[];
  readonly contexts?: readonly ContextRule[];
}

/** May be left out; the description is what an editor shows. */
function told<T extends z.ZodType>(schema: T, description: string) {
  return schema.describe(description).exactOptional();
}

function text() {
  return z.string().min(1, 'expected a text that is not empty');
}

/** An empty `match` would silently match every context. */
function atLeastOne<const S extends z.core.$ZodLooseShape>(shape: S) {
  return z
    .strictObject(shape)
    .refine(
      (match) => Object.keys(match as object).length > 0,
      `expected at least one of ${Object.keys(shape).join(', ')}`,
    );
}
