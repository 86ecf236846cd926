#!/usr/bin/env node
// A credential plugin that can do what real ones do, well and badly. What it does comes from its arguments alone;
// each start and end is one line in the log, so that a test can count runs and those at the same time.
import {spawn} from 'node:child_process';
import {appendFileSync, existsSync, openSync, readFileSync, readSync, writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';

const {values: options} = parseArgs({
  options: {
    mode: {type: 'string', default: 'ok'},
    log: {type: 'string'},
    key: {type: 'string', default: 'plugin'},
    token: {type: 'string', default: ''},
    certificate: {type: 'string'},
    'private-key': {type: 'string'},
    expires: {type: 'string'},
    delay: {type: 'string', default: '0'},
    until: {type: 'string'},
    message: {
      type: 'string',
      default: 'Error: the SSO session has expired. To refresh it, run: corp-sso login',
    },
  },
});
const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO ?? '{}');
const isInteractive = info.spec?.interactive === true;

endWithParent();
log('start');
process.on('exit', (code) => log('end', code));
await sleep(Number(options.delay));
const run = {ok, failing, hanging, junk, prompting, 'wrong-version': wrongVersion, login, empty}[
  options.mode
];
if (run === undefined) fail(`unknown mode ${options.mode}`);
await run();

function ok() {
  answer('client.authentication.k8s.io/v1');
}

function wrongVersion() {
  answer('client.authentication.k8s.io/v1alpha1');
}

function failing() {
  fail(options.message);
}

/** Fails until a login made elsewhere has left its mark. */
function login() {
  if (options.until === undefined || !existsSync(options.until)) fail(options.message);
  ok();
}

/** Ignores SIGTERM and has a child of its own, as wrappers in shell do: only killing the group ends both. */
async function hanging() {
  process.on('SIGTERM', () => {});
  const script = `process.on('SIGTERM', () => {}); (${endWithParent})(); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', script], {stdio: 'inherit'});
  log('child', child.pid);
  // Far longer than anybody waits for it, and yet not for ever.
  await sleep(300_000);
  process.exit(1);
}

/** A test runner that was killed cannot end what it started: nothing here may outlive it. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(1), 250).unref();
}

function junk() {
  writeSync(1, 'Your session is valid.\n\u001b[31m<html>{"kind":\n');
}

function empty() {}

/** Asks for a code as a multi-factor login does; where it may not ask it fails, as it should. */
function prompting() {
  if (!isInteractive) fail('Error: a one-time code is needed, and this is no terminal');
  writeSync(2, 'One-time code: ');
  const bytes = Buffer.alloc(64);
  const length = readSync(openSync('/dev/tty', 'r'), bytes);
  if (bytes.toString('utf8', 0, length).trim() === '') fail('Error: no code was given');
  ok();
}

function answer(apiVersion) {
  const status = {};
  if (options.certificate !== undefined) {
    status.clientCertificateData = readFileSync(options.certificate, 'utf8');
    status.clientKeyData = readFileSync(options['private-key'], 'utf8');
  } else status.token = options.token;
  if (options.expires !== undefined)
    status.expirationTimestamp = new Date(Date.now() + Number(options.expires) * 1000).toISOString();
  writeSync(1, `${JSON.stringify({apiVersion, kind: 'ExecCredential', status})}\n`);
}

function fail(message) {
  writeSync(2, `${message}\n`);
  process.exit(1);
}

function log(event, value) {
  if (options.log === undefined) return;
  const line = {event, key: options.key, pid: process.pid, time: Date.now(), value, isInteractive};
  appendFileSync(options.log, `${JSON.stringify(line)}\n`);
}
