/** A pattern with `*` (any run, also empty) and `?` (any one character), for a whole text as it is written. */
export function glob(pattern: string): {test(text: string): boolean} {
  const wanted = [...pattern];
  return {test: (text) => isMatch(wanted, [...text])};
}

/**
 * By going back to the last star alone, which takes one character more each time: were an earlier one to take more, the
 * last could take less. An expression would try every split among all of them.
 */
function isMatch(wanted: readonly string[], letters: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let index = 0; index < letters.length; ) {
    if (wanted[at] === '*') {
      star = at;
      taken = index;
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === letters[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      taken += 1;
      index = taken;
      at = star + 1;
    } else return false;
  }
  return wanted.slice(at).every((letter) => letter === '*');
}
