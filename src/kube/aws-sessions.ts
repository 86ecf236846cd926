import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * Which session is beneath each AWS profile: profiles of one `sso_session`, or of one `sso_start_url`, share a login,
 * and so does a role with the profile it is assumed from. `AWS_CONFIG_FILE`, else `home/.aws/config`; none = empty.
 */
export async function readAwsSessions(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<ReadonlyMap<string, AwsSession>> {
  const file = environment['AWS_CONFIG_FILE'] || join(home, '.aws', 'config');
  const text = await readFile(file, 'utf8').catch(() => '');
  return awsSessions(text);
}

export type AwsSession =
  | {readonly type: 'sso'; readonly session: string; readonly profile: string}
  | {readonly type: 'profile'; readonly profile: string};

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
    const section = /^\s*\[\s*(?:profile\s+)?(.+?)\s*\]/.exec(line);
    if (section?.[1] !== undefined) {
      fields = new Map();
      const name = section[1].replace(/^["']|["']$/g, '');
      if (!/^(sso-session|services|plugins)\b/.test(name)) profiles.set(name, fields);
      continue;
    }
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value) fields?.set(key.toLowerCase(), value);
  }
  return profiles;
}
