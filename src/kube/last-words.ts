import {sanitise} from '../text/index.ts';

/**
 * What a failed plugin said, in one short line for a person: the last line that speaks of an error, or the last one at
 * all. Without control characters, and without anything that could be a token. Empty when it said nothing.
 */
export function lastWords(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/);
  const last = (isMeant: (line: string) => boolean) =>
    lines.findLast((line) => isMeant(line) && shortLine(line) !== '');
  // Many end with advice such as `to obtain new credentials.`, which alone says nothing.
  const telling = last((line) => /error|fail|expire|denied|invalid|unable|not found|unauthori/i.test(line));
  return shortLine(telling ?? last(() => true) ?? '');
}

/** One line of anybody's words for a person: as `lastWords` says, and two lines of an 80-column screen long at most. */
export function shortLine(text: string): string {
  // Cut before it is read for secrets too: a line without end would be read for seconds.
  const line = redact(sanitise(text.slice(0, longest))).trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

const limit = 160;
const longest = 2000;

/** `text` with everything that looks like a token, a key or a password replaced by `…`. */
function redact(text: string): string {
  return (
    text
      .replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '…')
      .replace(/\b(k8s-aws-v1\.)[\w-]+/g, '$1…')
      .replace(/\b(bearer|basic)\s+[^\s"',;]+/gi, '$1 …')
      .replace(
        /((?:token|password|passwd|secret|api[_-]?key|assertion)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
        '$1…',
      )
      .replace(/(-\w*(?:token|password|passwd|secret|key)\s+)[^\s-]\S*/gi, '$1…')
      // User and password of an address, most often that of a proxy.
      .replace(/:\/\/[^\s/@]+@/g, '://…@')
      .replace(/[\w+/-]{40,}={0,2}/g, (run) => (isRandom(run) && !isPath(run) ? '…' : run))
      .replace(/[\w+-]{24,}={0,2}/g, (run) => (isRandom(run) ? '…' : run))
      // Tokens in small letters behind a readable prefix: `dop_v1_…`, `kubeconfig-u-abc:…`.
      .replace(/[a-z0-9]{20,}/gi, (run) => (/[a-z]/i.test(run) && /(?:\d\D*){4}/.test(run) ? '…' : run))
  );
}

/** Words and names do not mix both cases and digits over such a length; hexadecimal digests and keys are all digits. */
function isRandom(run: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(run)) return true;
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run);
}

/** Base64 has a slash every 64 characters or so; a path has one every few. */
function isPath(run: string): boolean {
  return run.split('/').length > run.length / 16;
}
