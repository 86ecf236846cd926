import * as z from 'zod';
import {chordPattern} from './keymap/chord.ts';
import {type CommandFacts, isHere} from './keymap/entries.ts';
import {keymapFile, unbind} from './keymap/file.ts';
import {scopes} from './keymap/keymap.ts';
import {settingsFile} from './schema.ts';
import {themeFile} from './theme/file.ts';

export interface SchemaFacts {
  readonly commands: readonly (CommandFacts & {readonly title?: string})[];
  /** What is shown in each, by role. */
  readonly roles: Readonly<Record<string, string>>;
  /** Names of the built-in ones. */
  readonly keymaps: readonly string[];
  readonly themes: readonly string[];
}

export type JsonSchema = {readonly [key: string]: unknown};

/** JSON schemas of the files that people write, by name, for completion and checks in an editor. */
export function jsonSchemas(facts: SchemaFacts): Readonly<Record<'config' | 'keymap' | 'theme', JsonSchema>> {
  return {
    config: configSchema(facts),
    keymap: keymapSchema(facts),
    theme: themeSchema(facts),
  };
}

function configSchema({keymaps, themes}: SchemaFacts): JsonSchema {
  return withProperties(schemaOf(settingsFile, 'Settings of Flotilla'), {
    keymap: {enum: keymaps, default: 'k9s'},
    theme: {anyOf: [{enum: ['auto', ...themes]}, {type: 'string'}], default: 'auto'},
    glyphs: {default: 'auto'},
    readOnly: {default: false},
  });
}

function keymapSchema({commands, keymaps}: SchemaFacts): JsonSchema {
  const schema = schemaOf(keymapFile, 'Keymap of Flotilla');
  const byScope = scopes.map((scope) => {
    const here = commands.filter((command) => isHere(command, scope));
    const choices = here.map(({id, title}) => ({const: id, ...(title === undefined ? {} : {title})}));
    const none = {const: unbind, title: 'nothing: the key is not bound'};
    return [scope, {propertyNames: keys, additionalProperties: {anyOf: [...choices, none]}}] as const;
  });
  const {keys: bindings} = schema['properties'] as {readonly keys: JsonSchema};
  return withProperties(schema, {
    extends: {enum: keymaps},
    keys: withProperties(bindings, Object.fromEntries(byScope)),
  });
}

function themeSchema({roles, themes}: SchemaFacts): JsonSchema {
  const schema = schemaOf(themeFile(Object.keys(roles)), 'Theme of Flotilla');
  const {roles: looks} = schema['properties'] as {readonly roles: JsonSchema};
  const [look] = Object.values(looks['properties'] as Record<string, JsonSchema>);
  // In this draft nothing counts beside a `$ref`, so that each description needs a place of its own.
  const described = Object.entries(roles).map(([role, description]) => {
    return [role, {description, allOf: [{$ref: '#/definitions/look'}]}] as const;
  });
  const more = {extends: {enum: themes}, roles: {...looks, properties: Object.fromEntries(described)}};
  return {...withProperties(schema, more), definitions: {look}};
}

const keys = {
  pattern: `^(?:${chordPattern})(?: (?:${chordPattern}))*$`,
  description:
    'A character, or a name like enter, f5, ctrl-r, alt-x, shift-left; several, by spaces, are a sequence.',
};

function schemaOf(schema: z.ZodType, title: string): JsonSchema {
  const {$schema, ...rest} = z.toJSONSchema(schema, {io: 'input', target: 'draft-7'});
  return {$schema, title, ...rest};
}

/** The schema with more said of some of its properties. */
function withProperties(schema: JsonSchema, more: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
  const told = Object.entries(more).map(([key, said]) => [key, {...properties[key], ...said}]);
  return {...schema, properties: {...properties, ...Object.fromEntries(told)}};
}
