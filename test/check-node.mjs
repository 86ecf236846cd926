// The tests run on the Node that `npm ci` installs. Where its install script was not allowed to run, npm stays
// silently on the machine's own Node: say so instead of failing later in odd ways.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `npm test needs Node.js 22.19 or newer, but runs on ${process.version} (${process.execPath}).\n` +
      'The devDependency "node" brings a newer one: run "npm ci" with install scripts allowed for it ' +
      '(no --ignore-scripts; package.json has "allowScripts": {"node": true}).',
  );
  process.exit(1);
}
