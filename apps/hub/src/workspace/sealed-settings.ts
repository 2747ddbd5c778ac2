import { secretKeys, type SettingsClass } from '@segue/sdk';
import type { Secrets } from '../access/secrets/secrets.js';
import type { EntryProblem } from '../config/merge-made.js';
import type { ConnectorInfo } from '../plugins/connector-registry.js';

type Settings = Readonly<Record<string, unknown>>;

/** Settings in two parts: one to store and to show, one to seal. */
export interface SplitSettings {
  readonly open: Settings;
  readonly secret: Settings;
}

/** Names of the settings that are secret, of the plugin's source and destination. */
export const secretNames = ({ source, destination }: ConnectorInfo): readonly string[] => [
  ...new Set(
    [source, destination].flatMap((part) =>
      part ? secretKeys(part.settings as SettingsClass) : [],
    ),
  ),
];

/** Null stands for none. */
export function splitSettings(settings: Settings, secrets: readonly string[]): SplitSettings {
  const set = Object.entries(settings).filter(([, value]) => value !== null);
  const isSecret = ([name]: readonly [string, unknown]) => secrets.includes(name);
  return {
    open: Object.fromEntries(set.filter((entry) => !isSecret(entry))),
    secret: Object.fromEntries(set.filter(isSecret)),
  };
}

/** New settings in the place of former ones: a secret that is not given stays, one given as null goes. */
export function replaceSettings(
  former: SplitSettings,
  given: Settings,
  secrets: readonly string[],
): SplitSettings {
  const { open, secret } = splitSettings(given, secrets);
  const kept = Object.entries(former.secret).filter(([name]) => !Object.hasOwn(given, name));
  return { open, secret: { ...Object.fromEntries(kept), ...secret } };
}

/** What may say where requests go. */
const ADDRESS = /url|uri|host|endpoint|domain/i;

/**
 * Secrets that would be kept although what they are sent to changes: whoever may edit a connection may use its secrets, not
 * read them at an address of their own.
 */
export function misdirected(
  former: SplitSettings,
  given: Settings,
  secrets: readonly string[],
): readonly EntryProblem[] {
  const { open } = splitSettings(given, secrets);
  const names = new Set([...Object.keys(former.open), ...Object.keys(open)]);
  const moved = [...names].find(
    (name) =>
      ADDRESS.test(name) && JSON.stringify(former.open[name]) !== JSON.stringify(open[name]),
  );
  if (moved === undefined) return [];
  return Object.keys(former.secret)
    .filter((name) => !Object.hasOwn(given, name))
    .map((name) => ({
      pointer: `/settings/${name}`,
      message: `must be entered again, because ${moved} changes: it is not sent elsewhere unseen`,
    }));
}

/** @returns null where there is nothing to seal @throws SecretKeyMissingError */
export const sealSettings = (secrets: Secrets, secret: Settings): string | null =>
  Object.keys(secret).length === 0 ? null : secrets.seal(JSON.stringify(secret));

/** @throws SecretUnreadableError */
export const openSecrets = (secrets: Secrets, sealed: string | null): Settings =>
  sealed === null ? {} : (JSON.parse(secrets.open(sealed)) as Settings);

/** The entry with its secrets among its settings. @throws SecretUnreadableError */
export function openSettings(secrets: Secrets, entry: Settings, sealed: string | null): Settings {
  if (sealed === null) return entry;
  const settings = { ...(entry['settings'] as Settings), ...openSecrets(secrets, sealed) };
  return { ...entry, settings };
}
