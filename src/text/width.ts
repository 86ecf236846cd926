import stringWidth from 'string-width';

/**
 * Terminal columns that `text` takes. Expects text that has been through `sanitise`: printable ASCII, which is nearly
 * everything a cluster holds, is one column per character; the rest goes by the Unicode tables.
 */
export function width(text: string): number {
  return isPrintableAscii(text) ? text.length : stringWidth(text);
}

export function isPrintableAscii(text: string): boolean {
  return !notPrintableAscii.test(text);
}

const notPrintableAscii = /[^\x20-\x7e]/;
