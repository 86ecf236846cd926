/** How each role of the screen looks. Built by `loadTheme`. */
export interface Theme<Role extends string = string> {
  readonly name: string;
  /** What `default` is taken to be: nobody can ask every terminal. For judging contrast only; never painted. */
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly roles: Readonly<Record<Role, Style>>;
}

export interface Style {
  /** Absent: whatever the text around it has. */
  readonly fg?: Colour;
  readonly bg?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

export type Colour =
  /** The terminal's own. */
  | {readonly type: 'default'}
  /** One of the sixteen that people set in their terminal. */
  | {readonly type: 'ansi'; readonly name: AnsiName}
  /** `ansi` where there are only sixteen; absent: the nearest. */
  | {readonly type: 'rgb'; readonly rgb: Rgb; readonly ansi?: AnsiName};

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** In the order of SGR 30-37 and 90-97. */
export const ansiNames = [
  ...(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const),
  ...(['bright-black', 'bright-red', 'bright-green', 'bright-yellow'] as const),
  ...(['bright-blue', 'bright-magenta', 'bright-cyan', 'bright-white'] as const),
] as const;

export type AnsiName = (typeof ansiNames)[number];
