/**
 * What a stretch of text is, so that a theme can decide what it looks like. No meaning is carried by the look alone: the
 * text, a mark or its place says the same.
 */
export const roles = [
  /** Everything that is nothing else. */
  'text',
  /** Last known or beside the point: can be skipped, must still be readable. */
  'dim',
  /** What the screen or a dialog is about. */
  'title',
  /** Heads of columns and of sections. */
  'heading',
  /** A key a person can press, in hints and in the help. */
  'key',
  /** The row under the cursor, over its whole width. */
  'cursor',
  /** A row that was marked. */
  'mark',
  /** Under way, or worth knowing. */
  'info',
  /** As it should be. */
  'good',
  /** Will be bad if nobody looks. */
  'warn',
  /** Broken. */
  'bad',
  /** The tier of a production cluster. */
  'production',
  /** Nothing can be changed from here. */
  'readOnly',
  /** Changes can be made: the most dangerous state of the screen. */
  'writable',
  /** The part of a text that a filter or a search found. */
  'match',
  /** What a person is typing. */
  'input',
] as const;

export type Role = (typeof roles)[number];
