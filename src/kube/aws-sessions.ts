import {createHash} from 'node:crypto';
import {join} from 'node:path';
import * as z from 'zod';
import {readRegularText} from './regular-file.ts';

/**
 * Which session is beneath each AWS profile: profiles of one `sso_session`, or of one `sso_start_url`, share a login,
 * and so does a role with the profile it is assumed from. `AWS_CONFIG_FILE`, else `home/.aws/config`; none = empty.
 */
export async function readAwsSessions(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<ReadonlyMap<string, AwsSession>> {
  const file = environment['AWS_CONFIG_FILE'] || join(home, '.aws', 'config');
  const text = await readRegularText(file).catch(() => '');
  return awsSessions(text);
}

export type AwsSession =
  | {readonly type: 'sso'; readonly session: string; readonly profile: string}
  | {readonly type: 'profile'; readonly profile: string};

/**
 * When the session that `aws sso login` began ends, ms; undefined where that cannot be known: a token that the CLI
 * renews by itself ends every hour and says nothing of its session. The file is named after the session's name or start
 * URL (botocore `utils.py`, `SSOTokenLoader`); what it holds besides is secret and not kept. Never rejects.
 */
export async function readSsoSessionEnd(home: string, session: string): Promise<number | undefined> {
  const name = createHash('sha1').update(session).digest('hex');
  const text = await readRegularText(join(home, '.aws', 'sso', 'cache', `${name}.json`)).catch(() => '');
  const token = ssoToken.safeParse(parse(text));
  if (!token.success || token.data.refreshToken) return undefined;
  // Early versions of the CLI wrote `2020-06-17T10:02:08UTC`.
  const end = Date.parse(token.data.expiresAt.replace(/UTC$/, 'Z'));
  return Number.isNaN(end) ? undefined : end;
}

const ssoToken = z.object({expiresAt: z.string(), refreshToken: z.string().optional()});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same from the text of a configuration file. */
export function awsSessions(text: string): ReadonlyMap<string, AwsSession> {
  const profiles = parseProfiles(text);
  const sessions = new Map<string, AwsSession>();
  for (const name of profiles.keys()) sessions.set(name, sessionOf(name, profiles, new Set()));
  return sessions;
}

type Profiles = ReadonlyMap<string, ReadonlyMap<string, string>>;

function sessionOf(profile: string, profiles: Profiles, seen: Set<string>): AwsSession {
  const fields = profiles.get(profile);
  const session = fields?.get('sso_session') ?? fields?.get('sso_start_url');
  if (session !== undefined) return {type: 'sso', session, profile};
  const source = fields?.get('source_profile');
  if (source === undefined || seen.has(source)) return {type: 'profile', profile};
  return sessionOf(source, profiles, seen.add(profile));
}

function parseProfiles(text: string): Profiles {
  const profiles = new Map<string, Map<string, string>>();
  let fields: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\s*\[([^\]]*)\]/.exec(line) ?? [];
    if (section !== undefined) {
      fields = new Map();
      const name = section
        .trim()
        .replace(/^profile\s+/, '')
        .replace(/^["']|["']$/g, '');
      if (name !== '' && !/^(sso-session|services|plugins)\b/.test(name)) profiles.set(name, fields);
      continue;
    }
    const [, key, value = ''] = /^([\w-]+)\s*=(.*)/.exec(line) ?? [];
    if (key !== undefined && value.trim() !== '') fields?.set(key.toLowerCase(), value.trim());
  }
  return profiles;
}
