#!/usr/bin/env -S node --max-semi-space-size=8
// This file must be parsed by every Node there is, so that an old one gets a sentence instead of a SyntaxError:
// no arrow function, no const, no import, no comma after a last argument. `import()` hides in a Function likewise.
var needed = [22, 19];
var version = process.versions.node;
var parts = version.split('.');

if (+parts[0] < needed[0] || (+parts[0] === needed[0] && +parts[1] < needed[1])) {
  sayOld();
} else {
  // Names are looked up on half of libuv's threads, four of which it starts with its first work: two dead names would
  // hold up every other cluster. These are for 64 at once, and cost 2 ms and 1 MB.
  if (!process.env.UV_THREADPOOL_SIZE) process.env.UV_THREADPOOL_SIZE = '128';
  // Objects come and go by the thousand: by its own measure V8 would let garbage grow to twice what is held, and new
  // objects (the first line of this file) to 100 MB, before it looks. It then looks every 20 s instead of every two minutes.
  process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=40');
  process.getBuiltinModule('node:module').enableCompileCache();
  new Function('return import("../dist/main.js")')().catch(sayBroken);
}

function sayOld() {
  var problem = 'flotilla needs Node.js ' + needed.join('.') + ' or newer; this is ' + version;
  var cure =
    'Get one from https://nodejs.org/en/download, or, in a checkout, run "npm ci" and "npx flotilla".';
  end(2, problem + ' (' + process.execPath + '). ' + cure);
}

function sayBroken(error) {
  var reason = error instanceof Error ? error.message : String(error);
  if (/^Cannot find module.*dist[\\/]main\.js/.test(reason)) {
    reason =
      'flotilla is not built: dist/main.js is missing. Run "npm run build" (or "npm ci") in its folder.';
    end(2, reason);
  } else {
    end(1, 'flotilla could not start: ' + reason);
  }
}

function end(code, message) {
  console.error(message);
  process.exitCode = code;
}
