import {Buffer} from 'node:buffer';
import {cutEnd, sanitise} from '../../text/index.ts';

// Requests to the person's own terminal, which may be several programs away: through tmux, and through SSH.

export const bell = '\x07';

/** bytes of base64: what the strictest of the terminals in use accept in one sequence (100,000 with its frame). */
const longestCopy = 99_990;
/** Columns of a message; desktops show no more. */
const longestMessage = 200;

/** OSC 52: `text` into the clipboard; undefined when it is too long. Nothing in it can steer what it is pasted into. */
export function copySequence(text: string, isInTmux: boolean): string | undefined {
  const encoded = Buffer.from(withoutControls(text)).toString('base64');
  if (encoded.length > longestCopy) return undefined;
  const sequence = `\x1b]52;c;${encoded}\x07`;
  // tmux takes the sequence itself when `set-clipboard` is on, and hands it through when `allow-passthrough` is.
  return isInTmux ? sequence + throughTmux(sequence) : sequence;
}

/** OSC 9: a message of the desktop. */
export function notifySequence(text: string, isInTmux: boolean): string {
  const message = cutEnd(sanitise(text), longestMessage);
  // `9;4;` and the like are other requests, to ConEmu and those that follow it.
  const sequence = `\x1b]9;${/^\d/.test(message) ? ' ' : ''}${message}\x07`;
  return isInTmux ? throughTmux(sequence) : sequence;
}

function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
}

/** Line breaks and tabs stay: what is copied is often a file. */
function withoutControls(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '').toWellFormed();
}
