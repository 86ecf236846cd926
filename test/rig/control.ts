import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, rmSync} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';

/** What one terminal asks of the rig that another holds. The answer is text for a person. */
export type Ask = (verb: string, args: readonly string[]) => Promise<string>;

export type Reply = {readonly ok: true; readonly text: string} | {readonly ok: false; readonly text: string};

/** Where the rig that runs listens: one per user. */
export function controlSocket(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const home = environment['XDG_STATE_HOME'];
  const folder = home
    ? path.join(home, 'flotilla', 'rig')
    : path.join(os.tmpdir(), `flotilla-rig-${os.userInfo().uid}`);
  return path.join(folder, 'control.sock');
}

/** Listens. Throws when another rig does. */
export async function serveControl(socket: string, ask: Ask): Promise<AsyncDisposable> {
  mkdirSync(path.dirname(socket), {recursive: true, mode: 0o700});
  const running = await askRunning(socket, 'status', []);
  if (running !== undefined)
    throw new Error(`a rig is up already; end it with: npm run rig -- down\n${running.text}`);
  // What a killed rig left behind.
  rmSync(socket, {force: true});
  const server = net.createServer((connection) => void serve(connection, ask));
  server.listen(socket);
  await once(server, 'listening');
  chmodSync(socket, 0o600);
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      rmSync(socket, {force: true});
    },
  };
}

/** Asks the running rig; undefined when there is none. */
export async function askRunning(
  socket: string,
  verb: string,
  args: readonly string[],
): Promise<Reply | undefined> {
  if (!existsSync(socket)) return undefined;
  const connection = net.connect(socket);
  try {
    await once(connection, 'connect');
  } catch {
    return undefined;
  }
  connection.write(`${JSON.stringify({verb, args})}\n`);
  for await (const line of createInterface({input: connection})) {
    connection.end();
    return JSON.parse(line) as Reply;
  }
  // It went down while it answered: that is what "down" looks like.
  return {ok: true, text: 'the rig is down'};
}

async function serve(connection: net.Socket, ask: Ask): Promise<void> {
  connection.on('error', () => {});
  for await (const line of createInterface({input: connection})) {
    const {verb, args} = JSON.parse(line) as {verb: string; args: readonly string[]};
    const reply: Reply = await ask(verb, args).then(
      (text) => ({ok: true, text}),
      (error: unknown) => ({ok: false, text: error instanceof Error ? error.message : String(error)}),
    );
    connection.end(`${JSON.stringify(reply)}\n`);
  }
}
