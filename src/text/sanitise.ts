/**
 * `text` with nothing in it that could steer a terminal or reorder what is read: escape sequences, C0 and C1 controls
 * and bidirectional marks, overrides and isolates are dropped, line breaks and tabs become one space each, lone
 * surrogates the replacement character. Everything that comes from a cluster passes through here before it is shown.
 */
export function sanitise(text: string): string {
  if (!isSuspect.test(text)) return text;
  return text.replace(escapeSequences, '').replace(breaks, ' ').replace(controlsAndBidi, '').toWellFormed();
}

/** Anything the replacements below could touch; nearly no text has any. */
const isSuspect = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

/**
 * CSI; OSC, DCS, SOS, PM and APC up to their terminator; and the two- and three-byte escapes (ECMA-48). An unterminated
 * string loses only its introducer below, so that a message cut in the middle of one is still readable. One cannot hold
 * the start of another, or a run of starts would be read to its end from each of them.
 */
const escapeSequences =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x90-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;

const breaks = /\r\n|[\t\n\v\f\r\x85\u2028\u2029]/g;

const controlsAndBidi = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
