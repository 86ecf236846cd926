import {StringDecoder} from 'node:string_decoder';
import {setImmediate as turn} from 'node:timers/promises';
import type {ReadStream} from 'node:tty';
import type {Clock} from '../../text/index.ts';
import {isPasting, parseKeys} from './key-parser.ts';
import type {Key} from './terminal.ts';

/** The keys of a terminal in raw mode. Ink's own reading of them swallows function keys, so it never sees the input. */
export interface KeyTap {
  /** Takes the keys, none of those typed before. Resolves when it does. */
  hold(): Promise<void>;
  /** Raw mode once more: a shell has taken it away while the process was stopped. */
  renew(): void;
  /** Lets another program have the keys. */
  release(): void;
}

/**
 * ms after which ESC is the key and not the start of a sequence. Sequences come in one packet, nearly always; a person
 * does not notice.
 */
const escapePatience = 50;
/** ms without a byte after which a paste whose end was lost is taken as it is, so that keys work again. */
const pastePatience = 1000;

export function createKeyTap(stdin: ReadStream, clock: Clock, onKey: (key: Key) => void): KeyTap {
  let decoder = new StringDecoder('utf8');
  let rest = '';
  let isDeaf = true;
  let waiting = new AbortController();

  const take = (text: string, isFinal: boolean) => {
    waiting.abort();
    const parsed = parseKeys(rest + text, isFinal);
    rest = parsed.rest;
    if (rest !== '') void wait();
    for (const key of parsed.keys) onKey(key);
  };
  const wait = async () => {
    waiting = new AbortController();
    const {signal} = waiting;
    await clock.sleep(isPasting(rest) ? pastePatience : escapePatience, signal);
    // After a busy spell the rest of the sequence may have arrived unread: reading comes before this resolves.
    await turn();
    if (!signal.aborted) take('', true);
  };
  const onData = (data: Buffer | string) => {
    if (!isDeaf) take(typeof data === 'string' ? data : decoder.write(data), false);
  };
  // A terminal that is gone says so by SIGHUP as well.
  stdin.on('error', () => undefined);

  return {
    async hold() {
      setRawMode(stdin, true);
      stdin.on('data', onData);
      stdin.resume();
      // What lies in the line already was meant for somebody else: it is read in this turn and the next.
      await turn();
      await turn();
      isDeaf = false;
    },
    renew() {
      // What is on already is not set again.
      setRawMode(stdin, false);
      setRawMode(stdin, true);
    },
    release() {
      isDeaf = true;
      waiting.abort();
      rest = '';
      decoder = new StringDecoder('utf8');
      stdin.off('data', onData);
      stdin.pause();
      setRawMode(stdin, false);
    },
  };
}

function setRawMode(stdin: ReadStream, isRaw: boolean): void {
  try {
    stdin.setRawMode(isRaw);
  } catch {
    // The terminal has gone, or this is none: then there are no keys either.
  }
}
