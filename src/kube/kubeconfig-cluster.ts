import type {ClusterEntry} from './context.ts';
import type {Part} from './kubeconfig-file.ts';
import {certificateFault, type NamedFiles, resolveFrom} from './kubeconfig-files.ts';
import {clusterSchema, describeIssue} from './kubeconfig-schema.ts';

/** A named part that has been looked at; `contents` are those of the files it names, to notice their change. */
export type Judged<T> =
  | {readonly type: 'good'; readonly value: T; readonly contents: readonly string[]}
  | {readonly type: 'bad'; readonly reason: string};

/** A cluster entry by client-go's rules (`tools/clientcmd/validation.go`, `rest/url_utils.go`). */
export async function judgeCluster(part: Part, files: NamedFiles): Promise<Judged<ClusterEntry>> {
  const bad = (reason: string, field: readonly PropertyKey[] = []): Judged<ClusterEntry> => ({
    type: 'bad',
    reason: `${part.place(field)}: cluster "${part.name}": ${reason}`,
  });
  if (part.fault !== undefined) return {type: 'bad', reason: part.fault};
  const parsed = clusterSchema.safeParse(part.value ?? {});
  if (!parsed.success) {
    const {field, reason} = describeIssue(parsed.error);
    return bad(reason, field);
  }
  const fields = parsed.data;
  const caData = fields['certificate-authority-data'];
  const caFile = resolveFrom(part.file, fields['certificate-authority']);
  const isInsecure = fields['insecure-skip-tls-verify'];
  const hasAuthority = caData !== undefined || caFile !== undefined;
  if (fields.server === undefined) return bad('has no server');
  const server = normaliseServer(fields.server, hasAuthority || isInsecure);
  if (server === undefined) {
    return bad(`server "${fields.server}" is not a URL such as https://host:6443`, ['server']);
  }
  if (isInsecure && hasAuthority) {
    return bad('has both a certificate authority and insecure-skip-tls-verify, which contradict each other', [
      'insecure-skip-tls-verify',
    ]);
  }
  const proxy = fields['proxy-url'];
  if (proxy !== undefined && !isProxy(proxy)) {
    return bad('proxy-url must be a URL with http, https or socks5', ['proxy-url']);
  }
  const authority = caData === undefined && caFile !== undefined ? await files.read(caFile) : undefined;
  if (authority !== undefined && 'reason' in authority) {
    return bad(`certificate-authority ${caFile} cannot be read: ${authority.reason}`, [
      'certificate-authority',
    ]);
  }
  const fault = certificateFaultOf(caData ?? authority?.text);
  if (fault !== undefined) {
    const field = caData === undefined ? 'certificate-authority' : 'certificate-authority-data';
    return bad(`${caData === undefined ? `${field} ${caFile}` : field} ${fault}`, [field]);
  }
  const exec = fields.extensions.find((extension) => extension.name === 'client.authentication.k8s.io/exec');
  return {
    type: 'good',
    contents: authority === undefined ? [] : [authority.text],
    value: {
      name: part.name,
      server,
      // Data wins over a file, as in client-go.
      ...(caData !== undefined ? {caData} : caFile !== undefined ? {caFile} : {}),
      ...(fields['tls-server-name'] !== undefined ? {tlsServerName: fields['tls-server-name']} : {}),
      skipTlsVerify: isInsecure,
      ...(proxy !== undefined ? {proxyUrl: proxy} : {}),
      disableCompression: fields['disable-compression'],
      ...(exec !== undefined ? {execConfig: exec.extension} : {}),
    },
  };
}

/** `host:port` without a scheme is https where the entry has anything of TLS, else http, as client-go takes it. */
function normaliseServer(server: string, hasTls: boolean): string | undefined {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(server);
  const url = URL.parse(hasScheme ? server : `${hasTls ? 'https' : 'http'}://${server}`);
  if (url === null || url.hostname === '') return undefined;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (!hasScheme && url.pathname !== '/') return undefined;
  return `${url.protocol}//${url.host}${url.pathname.replace(/(?<!\/)\/+$/, '')}`;
}

function isProxy(proxy: string): boolean {
  const url = URL.parse(proxy);
  return url !== null && ['http:', 'https:', 'socks5:'].includes(url.protocol) && url.hostname !== '';
}

function certificateFaultOf(pem: string | undefined): string | undefined {
  return pem === undefined ? undefined : certificateFault(pem);
}
