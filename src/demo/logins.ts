import {createHmac, randomBytes} from 'node:crypto';
import type {User} from './api/rights.ts';
import type {KeyPair, Person} from './authority.ts';
import type {UserEntry} from './kubeconfig.ts';
import type {ExecPlugin} from './login-plugin.ts';
import type {Login} from './world/plan.ts';

/** Who may come in, and by what. */
export interface Logins {
  /** Those who have certificates. */
  readonly people: readonly Person[];
  /** What a login plugin has to give, and for whom. */
  readonly session: {readonly token: string; readonly user: string};
  /** Users of the kubeconfig, named as the logins of the plan, and `admin`; takes the certificates of `people`. */
  users(certificates: readonly KeyPair[], plugin: ExecPlugin): readonly UserEntry[];
  /** Undefined for a token that is not accepted, or not any more. */
  userOf(token: string): User | undefined;
}

/** How long the login that ends lasts, simulated ms. */
const lifetime = 25 * 60_000;

const ann: Person = {user: 'ann@acme.example', groups: ['acme:oncall']};
const admin: Person = {user: 'ann-admin@acme.example', groups: ['acme:platform', 'acme:oncall']};
const reader: User = {name: 'system:serviceaccount:ops:fleet-reader', groups: ['system:serviceaccounts']};

/**
 * `now` tells real ms, since whoever holds a token judges its end by their own clock; `speed` is that of the simulation,
 * in which it ends sooner.
 */
export function makeLogins(now: () => number, speed: number): Logins {
  const ends = now() + lifetime / speed;
  const steady = randomBytes(24).toString('base64url');
  const given = randomBytes(24).toString('base64url');
  const ending = jwt({iss: 'https://login.acme.example', sub: ann.user, exp: Math.floor(ends / 1000)});
  return {
    people: [ann, admin],
    session: {token: given, user: ann.user},
    users([ofAnn, ofAdmin], plugin) {
      const users: Record<Login | 'admin', Omit<UserEntry, 'name'>> = {
        certificate: {...(ofAnn && {certificate: ofAnn})},
        token: {token: steady},
        expiring: {token: ending},
        session: {exec: plugin},
        admin: {...(ofAdmin && {certificate: ofAdmin})},
      };
      return Object.entries(users).map(([name, user]) => ({name, ...user}));
    },
    userOf(token) {
      if (token === steady) return reader;
      const isAnn = token === given || (token === ending && now() < ends);
      return isAnn ? {name: ann.user, groups: ann.groups} : undefined;
    },
  };
}

/** Signed with a key that nobody keeps: the servers know the token as a whole. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({alg: 'HS256', typ: 'JWT'})}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', randomBytes(32)).update(unsigned).digest('base64url')}`;
}
