import {createHmac, randomBytes} from 'node:crypto';
import type {User} from './api/rights.ts';
import type {KeyPair, Person} from './authority.ts';
import type {UserEntry} from './kubeconfig.ts';
import type {Login} from './world/plan.ts';

/** Who may come in, and by what. */
export interface Logins {
  /** Those who have certificates. */
  readonly people: readonly Person[];
  /** Users of the kubeconfig, named as the logins of the plan, and `admin`; takes the certificates of `people`. */
  users(certificates: readonly KeyPair[]): readonly UserEntry[];
  /** Undefined for a token that is not accepted, or not any more. */
  userOf(token: string): User | undefined;
}

/** How long the login that ends lasts, simulated ms. */
const lifetime = 25 * 60_000;

const ann: Person = {user: 'ann@acme.example', groups: ['acme:oncall']};
const admin: Person = {user: 'ann-admin@acme.example', groups: ['acme:platform', 'acme:oncall']};
const reader: User = {name: 'system:serviceaccount:ops:fleet-reader', groups: ['system:serviceaccounts']};

/** `now` tells simulated ms: the time by which a token ends. */
export function makeLogins(now: () => number): Logins {
  const ends = now() + lifetime;
  const steady = randomBytes(24).toString('base64url');
  const ending = jwt({iss: 'https://login.acme.example', sub: ann.user, exp: Math.floor(ends / 1000)});
  return {
    people: [ann, admin],
    users([ofAnn, ofAdmin]) {
      const users: Record<Login | 'admin', Omit<UserEntry, 'name'>> = {
        certificate: {...(ofAnn && {certificate: ofAnn})},
        token: {token: steady},
        expiring: {token: ending},
        admin: {...(ofAdmin && {certificate: ofAdmin})},
      };
      return Object.entries(users).map(([name, user]) => ({name, ...user}));
    },
    userOf(token) {
      if (token === steady) return reader;
      return token === ending && now() < ends ? {name: ann.user, groups: ann.groups} : undefined;
    },
  };
}

/** Signed with a key that nobody keeps: the servers know the token as a whole. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({alg: 'HS256', typ: 'JWT'})}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', randomBytes(32)).update(unsigned).digest('base64url')}`;
}
