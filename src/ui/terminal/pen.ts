/** What the terminal writes with: SGR parameters in force, by what they concern; none is its default. */
export type Pen = Readonly<Partial<Record<Aspect, string>>>;

export const plainPen: Pen = {};

/** `pen` after the parameters of one SGR sequence (`1;38;5;208`). Unknown ones change nothing. */
export function penAfter(pen: Pen, parameters: string): Pen {
  const next: Partial<Record<Aspect, string>> = {...pen};
  const numbers = parameters.split(';');
  for (let index = 0; index < numbers.length; index++) {
    const number = Number(numbers[index]);
    if (number === 0) {
      for (const aspect of aspects) delete next[aspect];
    } else if (number === 38 || number === 48) {
      const length = numbers[index + 1] === '2' ? 5 : 3;
      next[number === 38 ? 'foreground' : 'background'] = numbers.slice(index, index + length).join(';');
      index += length - 1;
    } else if (number === 22) {
      delete next.bold;
      delete next.dim;
    } else {
      const ended = aspects.find((aspect) => endings[aspect] === number);
      const begun = aspectOf(number);
      if (ended !== undefined) delete next[ended];
      else if (begun !== undefined) next[begun] = String(number);
    }
  }
  return next;
}

/** The shortest SGR sequence that turns one pen into the other; '' when they are the same. */
export function penChange(from: Pen, to: Pen): string {
  const ended = aspects.filter((aspect) => from[aspect] !== undefined && to[aspect] === undefined);
  const begun = aspects.filter((aspect) => to[aspect] !== undefined && to[aspect] !== from[aspect]);
  if (ended.length === 0 && begun.length === 0) return '';
  const wanted = aspects.flatMap((aspect) => to[aspect] ?? []);
  if (wanted.length === 0) return '\x1b[m';
  // Bold and dim end together: what is to stay of them begins anew.
  const endsWeight = ended.includes('bold') || ended.includes('dim');
  const kept = endsWeight
    ? weights.filter((aspect) => to[aspect] !== undefined && !begun.includes(aspect))
    : [];
  const stepwise = [
    ...new Set(ended.map((aspect) => String(endings[aspect]))),
    ...[...kept, ...begun].flatMap((aspect) => to[aspect] ?? []),
  ].join(';');
  const anew = ['0', ...wanted].join(';');
  return `\x1b[${stepwise.length <= anew.length ? stepwise : anew}m`;
}

/** Whether blanks written with it look like a screen that was erased. */
export function isBlankWith(pen: Pen): boolean {
  return seenOnBlanks.every((aspect) => pen[aspect] === undefined);
}

const endings = {
  bold: 22,
  dim: 22,
  italic: 23,
  underline: 24,
  blink: 25,
  inverse: 27,
  hidden: 28,
  strike: 29,
  foreground: 39,
  background: 49,
  overline: 55,
} as const;
type Aspect = keyof typeof endings;

const aspects = Object.keys(endings) as readonly Aspect[];
const weights = ['bold', 'dim'] as const;
const seenOnBlanks = ['underline', 'blink', 'inverse', 'strike', 'background', 'overline'] as const;

const attributes: Readonly<Record<number, Aspect>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  5: 'blink',
  7: 'inverse',
  8: 'hidden',
  9: 'strike',
  53: 'overline',
};

function aspectOf(number: number): Aspect | undefined {
  if ((number >= 30 && number <= 37) || (number >= 90 && number <= 97)) return 'foreground';
  if ((number >= 40 && number <= 47) || (number >= 100 && number <= 107)) return 'background';
  return attributes[number];
}
