/**
 * What a connection needs to introduce itself. `watch` hands each connection one of these: fixed credentials come from
 * `fixedCredentials(entry)` of this room, exec plugins through the auth broker, which shares one run among contexts.
 */
export interface Credentials {
  /**
   * The credentials to use now. May read a token file or run a plugin, hence the signal.
   * @throws KubeError with failure `login` or `entry`.
   */
  current(signal: AbortSignal): Promise<Identity>;
  /**
   * The server answered 401 to `identity`. Resolves to true when another try with fresh credentials makes sense
   * (a plugin or token file that has not been asked since), false when it does not.
   * @throws KubeError with failure `login`, where it is known why: a token past its date.
   */
  refused(identity: Identity): Promise<boolean>;
}

/** `headers` hold secrets: never log them. A client certificate here replaces that of the kubeconfig entry. */
export interface Identity {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly certificate?: string;
  readonly key?: string;
}
