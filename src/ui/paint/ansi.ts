/** Ends every attribute and colour. */
export const resetSgr = '\x1b[0m';

/** Whether blanks written under this SGR are seen: it gives a background, swaps colours, underlines or strikes through. */
export function isSeenOnBlanks(sgr: string): boolean {
  return sgr
    .replaceAll(foregrounds, '')
    .split(/[^\d]+/)
    .some(isSeenParameter);
}

/** `text` without SGR sequences, as it can be read or measured. */
export function withoutSgr(text: string): string {
  return text.includes('\x1b') ? text.replaceAll(sgrSequences, '') : text;
}

/** Colours of 256 and of 16 million, whose numbers would be taken for attributes. */
const foregrounds = /38;(?:5;\d+|2;\d+;\d+;\d+)/g;

const sgrSequences = /\x1b\[[\d;]*m/g;

function isSeenParameter(parameter: string): boolean {
  return /^(?:4|7|9|4[0-8]|10[0-7])$/.test(parameter);
}
