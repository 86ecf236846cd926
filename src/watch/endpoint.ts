import {type ContextEntry, readAuthority} from '../kube/index.ts';
import type {Endpoint} from './watch.ts';

/** Undefined where a file that the entry names cannot be read. */
export async function endpointOf(entry: ContextEntry): Promise<Endpoint | undefined> {
  const {server, skipTlsVerify, proxyUrl} = entry.cluster;
  let authority: string | undefined;
  try {
    authority = await readAuthority(entry);
  } catch {
    return undefined;
  }
  return {
    server,
    ...(authority !== undefined && {authority: Buffer.from(authority, 'utf8').toString('base64')}),
    ...(skipTlsVerify && {isInsecure: true}),
    ...(proxyUrl !== undefined && {proxy: proxyUrl}),
  };
}
