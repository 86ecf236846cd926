import {execSync} from 'node:child_process';
import {rig} from '../rig/index.ts';
import {watched} from './fleet.ts';
const fleet = await rig({clusters: 1});
const alpha = fleet.cluster('alpha');
const view = await watched({kubeconfig: fleet.kubeconfig});
await view.watch.settled(AbortSignal.timeout(10000));
const sockets = () => execSync(`ss -tnp 'sport = :${alpha.proxy.port} or dport = :${alpha.proxy.port}' || true`).toString();
for (let i = 0; i < 12; i++) {
  const kind = ['park', 'refuse', 'blackHole', 'reset'][i % 4];
  if (kind === 'refuse') { await alpha.proxy.refuse(); await view.untilState('alpha', 'unreachable', 5000); await alpha.proxy.heal(); view.watch.reconnect('alpha'); await view.untilState('alpha', 'live', 10000); }
  if (kind === 'reset') { await alpha.proxy.reset(); await view.untilState('alpha', 'unreachable', 5000); await alpha.proxy.heal(); await view.untilState('alpha', 'live', 10000); }
  if (kind === 'blackHole' && i < 4) { await alpha.proxy.blackHole(); await view.untilState('alpha', 'unreachable', 30000); await alpha.proxy.heal(); await view.untilState('alpha', 'live', 10000); }
  await new Promise((r) => setTimeout(r, i * 37));
  view.watch.park('alpha');
  await new Promise((r) => setTimeout(r, 1500));
  console.log(i, kind, 'open at proxy', alpha.proxy.open);
  if (alpha.proxy.open > 0) console.log(sockets());
  view.watch.unpark('alpha');
  await view.untilState('alpha', 'live', 10000);
}
await view[Symbol.asyncDispose]();
await fleet[Symbol.asyncDispose]();
process.exit(0);
