import * as z from 'zod';
import {ansiNames, type Colour, type Rgb, type Style} from './theme.ts';

/** What `themeFile` lets through. */
export interface ThemeFile {
  readonly name?: string;
  readonly extends?: string;
  readonly background?: Rgb;
  readonly foreground?: Rgb;
  readonly roles?: Readonly<Partial<Record<string, Style>>>;
}

/** The form of `themes/*.yaml`. */
export function themeFile(roles: readonly string[]) {
  const look = style().exactOptional();
  return z.strictObject({
    name: z.string().describe('The file without .yaml, for who reads it.').exactOptional(),
    extends: z.string().describe('The built-in theme that has what is left out here.').exactOptional(),
    background: hex()
      .describe('The background that this theme is meant for. It is not painted.')
      .exactOptional(),
    foreground: hex()
      .describe("The text colour that this theme is meant for. It is the terminal's own.")
      .exactOptional(),
    roles: z
      .strictObject(Object.fromEntries(roles.map((role) => [role, look])))
      .describe('Looks by what is shown. What a role leaves out it has from the text around it.')
      .exactOptional(),
  });
}

function style() {
  return z.strictObject({
    fg: colour('Colour of the text.'),
    bg: colour('Colour behind the text.'),
    bold: flag(),
    dim: flag(),
    italic: flag(),
    underline: flag(),
    inverse: flag(),
  });
}

function flag() {
  return z.boolean().exactOptional();
}

function colour(description: string) {
  return z
    .union(
      [
        z.literal('default').transform((): Colour => ({type: 'default'})),
        z.enum(ansiNames).transform((name): Colour => ({type: 'ansi', name})),
        hex().transform((rgb): Colour => ({type: 'rgb', rgb})),
        z
          .strictObject({rgb: hex(), ansi: z.enum(ansiNames).exactOptional()})
          .transform((given): Colour => ({type: 'rgb', ...given})),
      ],
      {error: ({input}) => (input === null ? unquoted : expected)},
    )
    .describe(description)
    .exactOptional();
}

/** `fg: #ff0000` is a key without a value and a comment. */
const unquoted = "expected a colour, found nothing: # starts a comment, so write it in quotes, '#rrggbb'";
const expected = `expected a colour: '#rrggbb', {rgb: '#rrggbb', ansi: NAME}, default, or a NAME: ${ansiNames.join(', ')}`;

function hex() {
  return z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "expected a colour: '#rrggbb'")
    .transform((text): Rgb => {
      const channel = (at: number) => Number.parseInt(text.slice(at, at + 2), 16);
      return [channel(1), channel(3), channel(5)];
    });
}
