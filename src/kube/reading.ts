import {setImmediate} from 'node:timers/promises';
import {type Clock, over} from '../text/index.ts';
import {type Change, listDecoder, watchDecoder} from './codec.ts';
import type {Connection, KubeRequest, KubeStream} from './connection.ts';
import {KubeError} from './errors.ts';
import {GarbledError} from './garbled.ts';
import {abortable, startGuard} from './guard.ts';
import type {ListMetadata} from './protobuf.ts';
import type {Projection} from './reflector.ts';

/** One request whose answer is read as records. */
export interface Reading<R> {
  readonly connection: Connection;
  readonly projection: Projection<R>;
  readonly path: string;
  readonly query: NonNullable<KubeRequest['query']>;
  readonly accept: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The headers are in. False: do not read the rest. */
  onOpen(stream: KubeStream): boolean;
}

export interface ListReading<R> extends Reading<R> {
  onRecord(record: R): void;
}

export interface WatchReading<R> extends Reading<R> {
  /** A change; what it throws ends the reading. */
  onChange(change: Change<R>): void;
  /** The watch is given up when no byte came for so long, ms. Asked again and again. */
  silenceLimit(): number;
  /** The watch is given up when it lasted so long, ms. */
  readonly lifeLimit: number;
}

/** How a watch ended: refused by `onOpen`, by the server, for want of a sign of life, or because it was time. */
export type WatchEnd = 'left' | 'closed' | 'silent' | 'late';

/**
 * Reads one page of a list, record by record.
 * @throws KubeError for whatever goes wrong on the way; `timeout` when the bytes stop coming.
 */
export async function readList<R>(reading: ListReading<R>): Promise<ListMetadata> {
  const {connection, projection, clock} = reading;
  const ending = abortable(reading.signal);
  const guard = startGuard(clock, ending, () => listSilence, Number.POSITIVE_INFINITY);
  try {
    const stream = await connection.stream(requestOf(reading, ending.controller.signal));
    reading.onOpen(stream);
    const decoder = listDecoder(projection, stream.contentType);
    const pace = makePace(clock);
    for await (const chunk of stream.body) {
      guard.heard();
      for (const record of decoder.push(chunk)) {
        reading.onRecord(record);
        if (pace.isDue()) await pace.breathe(ending.controller.signal);
      }
    }
    return decoder.finish();
  } catch (error) {
    if (guard.end !== undefined) throw stopped(reading);
    throw kubeError(reading, error);
  } finally {
    guard.stop();
    // An answer that was not read to its end, or not at all, would keep its stream and its place among the requests.
    ending.controller.abort(over);
    ending.release();
  }
}

/**
 * Reads one watch until it ends.
 * @throws KubeError for whatever goes wrong on the way, also what `onChange` throws.
 */
export async function readWatch<R>(reading: WatchReading<R>): Promise<WatchEnd> {
  const {connection, projection, clock} = reading;
  const ending = abortable(reading.signal);
  const guard = startGuard(clock, ending, reading.silenceLimit, reading.lifeLimit);
  try {
    const stream = await connection.stream(requestOf(reading, ending.controller.signal));
    guard.heard();
    if (!reading.onOpen(stream)) return 'left';
    const decoder = watchDecoder(projection, stream.contentType);
    const pace = makePace(clock);
    for await (const chunk of stream.body) {
      guard.heard();
      for (const change of decoder.push(chunk)) {
        reading.onChange(change);
        if (pace.isDue()) await pace.breathe(ending.controller.signal);
      }
    }
    decoder.finish();
    return 'closed';
  } catch (error) {
    if (guard.end !== undefined) return guard.end;
    throw kubeError(reading, error);
  } finally {
    guard.stop();
    // Whoever leaves early must end the request, or its stream would stay open.
    ending.controller.abort(over);
    ending.release();
  }
}

// A list that stalls for so long in the middle is not going to end.
const listSilence = 30_000;

// So many objects are cheap; after them the time is looked at.
const breathEvery = 64;
const breathAfter = 8;
const breathAtMost = 512;

/** Gives the event loop a turn every few hundred objects, so that keys and heartbeats are served during a long list. */
function makePace(clock: Clock): {isDue(): boolean; breathe(signal: AbortSignal): Promise<void>} {
  let count = 0;
  let since = clock.now();
  return {
    isDue() {
      count++;
      if (count >= breathAtMost) return true;
      return count % breathEvery === 0 && clock.now() - since >= breathAfter;
    },
    async breathe(signal) {
      await setImmediate();
      // Who was ended meanwhile has no say any more, not even with what has come already.
      signal.throwIfAborted();
      count = 0;
      since = clock.now();
    },
  };
}

function requestOf<R>({path, query, accept}: Reading<R>, signal: AbortSignal): KubeRequest {
  return {verb: 'GET', path, query, accept, signal};
}

function stopped<R>({connection, path}: Reading<R>): KubeError {
  return new KubeError(`The list ${path} stopped in the middle: nothing came for ${listSilence / 1000} s.`, {
    context: connection.context,
    failure: {type: 'timeout'},
    verb: 'GET',
    path,
  });
}

function kubeError<R>({connection, path, signal}: Reading<R>, error: unknown): KubeError {
  if (error instanceof KubeError) return error;
  if (signal.aborted)
    return new KubeError(`${path} was ended`, {context: connection.context, failure: {type: 'aborted'}});
  const message =
    error instanceof GarbledError
      ? `The server sent ${error.message} for ${path}. Something in between may be changing its answers.`
      : `An object of ${path} could not be read (${error instanceof Error ? error.message : String(error)}). Please report this.`;
  return new KubeError(message, {
    context: connection.context,
    failure: {type: 'garbled'},
    verb: 'GET',
    path,
    cause: error,
  });
}
