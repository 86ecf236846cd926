import * as z from 'zod';
import type {ContextRule, GroupRule, LoginRule} from './settings.ts';

/** The file's form, as people write it. Strict everywhere: a misspelt `readOnly` must not pass for no wish at all. */
export const settingsFile = z.strictObject({
  readOnly: z.boolean().exactOptional(),
  kubeconfig: z.array(text()).exactOptional(),
  groups: z
    .array(
      z.strictObject({
        name: text(),
        tier: text().exactOptional(),
        match: atLeastOne({
          context: text().exactOptional(),
          server: text().exactOptional(),
          provider: text().exactOptional(),
        }),
      }),
    )
    .exactOptional(),
  logins: z
    .array(
      z.strictObject({
        name: text(),
        match: atLeastOne({context: text().exactOptional(), command: text().exactOptional()}),
        command: z.array(text()).min(1, 'expected the command and its arguments').exactOptional(),
      }),
    )
    .exactOptional(),
  contexts: z
    .array(
      z.strictObject({
        match: text(),
        http1: z.boolean().exactOptional(),
        namespaces: z.array(text()).exactOptional(),
      }),
    )
    .exactOptional(),
});

/** What `settingsFile` lets through. */
export interface SettingsFile {
  readonly readOnly?: boolean;
  readonly kubeconfig?: readonly string[];
  readonly groups?: readonly GroupRule[];
  readonly logins?: readonly LoginRule[];
  readonly contexts?: readonly ContextRule[];
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
