import { ConfigError, type Context } from '@segue/sdk';
import { isObject, textIn } from './answer.js';
import type { Ga4Settings } from './ga4.settings.js';
import { listAll, type GoogleClient } from './google-client.js';

/** Source: https://developers.google.com/analytics/devguides/config/admin/v1/rest/v1alpha/properties.audiences/list */
const MAX_PAGE_SIZE = 200;

const NAME = /^properties\/\d+\/audiences\/(\d+)$/;

export interface Audience {
  /** `22` of `properties/123/audiences/22`. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  /** The trait that says when a person was last a member. */
  readonly trait: string;
}

/**
 * The audiences that the settings ask for, by id: an order that stays while audiences come and go, so that a read can go on
 * where it stopped.
 *
 * @throws ConfigError naming the audiences that the property does not have
 */
export async function findAudiences(
  { settings }: Pick<Context<Ga4Settings>, 'settings'>,
  google: GoogleClient,
): Promise<readonly Audience[]> {
  const { audiences: wanted, adminBaseUrl, propertyId } = settings;
  if (wanted?.length === 0) return [];
  const url = `${adminBaseUrl.replace(/\/+$/, '')}/v1alpha/properties/${propertyId}/audiences`;
  const all = toAudiences(await listAll(google, url, 'audiences', MAX_PAGE_SIZE));
  if (!wanted) return all;

  const isNamed = ({ name, displayName }: Audience, by: string) =>
    by === name || by === displayName;
  const missing = wanted.filter((by) => !all.some((audience) => isNamed(audience, by)));
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(', ');
    throw new ConfigError(`the property has no audience ${names}`, {
      audiences: `the property has no audience ${names}`,
    });
  }
  return all.filter((audience) => wanted.some((by) => isNamed(audience, by)));
}

function toAudiences(items: readonly unknown[]): readonly Audience[] {
  const found = items.flatMap((item) => {
    const name = isObject(item) ? textIn(item, 'name') : undefined;
    const id = name === undefined ? undefined : NAME.exec(name)?.[1];
    if (!isObject(item) || name === undefined || id === undefined) return [];
    return [{ id, name, displayName: textIn(item, 'displayName') ?? id }];
  });
  const taken = new Set<string>();
  return found.sort(byId).map((audience) => {
    const plain = traitName(audience.displayName) ?? traitName(audience.id)!;
    const trait = taken.has(plain) ? `${plain}_${audience.id}` : plain;
    taken.add(trait);
    return { ...audience, trait };
  });
}

/** By number, without making numbers of them: ids may exceed 2^53. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id.length - b.id.length || a.id.localeCompare(b.id);

/** `Käufer (30 days)` → `ga4_audience_kaufer_30_days`: no dot, which would be a path. Undefined when nothing is left. */
function traitName(displayName: string): string | undefined {
  const slug = displayName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return slug === '' ? undefined : `ga4_audience_${slug}`;
}
