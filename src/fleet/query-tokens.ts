/** One term of a query as typed, quotes resolved. */
export interface QueryToken {
  readonly isNegated: boolean;
  /** What stands before the first `:` outside quotes, where it looks like a field's name. */
  readonly field?: string;
  readonly value: string;
  /** Offsets in the query's text: of the field's name, and of the value (past an opening quote). */
  readonly fieldAt: number;
  readonly at: number;
}

export type Tokens =
  | {readonly type: 'tokens'; readonly tokens: readonly QueryToken[]}
  | {readonly type: 'error'; readonly at: number; readonly message: string};

/** Splits at spaces outside double quotes; `\"` and `\\` within quotes stand for themselves. */
export function tokenize(text: string): Tokens {
  const tokens: QueryToken[] = [];
  let position = 0;
  for (;;) {
    while (/\s/.test(text[position] ?? '')) position += 1;
    if (position >= text.length) return {type: 'tokens', tokens};
    const isNegated = text[position] === '!';
    if (isNegated) position += 1;
    const name = /^([A-Za-z][\w%./-]*):(?!\/\/)/.exec(text.slice(position, position + 100))?.[1];
    const fieldAt = position;
    if (name !== undefined) position += name.length + 1;
    const at = text[position] === '"' ? position + 1 : position;
    const read = readValue(text, position);
    if (read.type === 'error') return read;
    position = read.end;
    const token = {isNegated, value: read.value, fieldAt, at};
    tokens.push(name === undefined ? token : {...token, field: name});
  }
}

type ReadValue =
  | {readonly type: 'value'; readonly value: string; readonly end: number}
  | {readonly type: 'error'; readonly at: number; readonly message: string};

function readValue(text: string, start: number): ReadValue {
  let value = '';
  let quotedAt: number | undefined;
  let position = start;
  for (; position < text.length; position += 1) {
    const char = text[position] ?? '';
    const next = text[position + 1];
    if (quotedAt === undefined && /\s/.test(char)) break;
    if (char === '"') quotedAt = quotedAt === undefined ? position : undefined;
    else if (quotedAt !== undefined && char === '\\' && (next === '"' || next === '\\')) {
      value += next;
      position += 1;
    } else value += char;
  }
  if (quotedAt !== undefined) return {type: 'error', at: quotedAt, message: 'this quote is not closed'};
  return {type: 'value', value, end: position};
}
