export type Properties = Readonly<Record<string, string | null>>;

/** A contact as it was saved at one instant. */
export interface Version {
  readonly properties: Properties;
  /** Unix ms. */
  readonly savedAt: number;
}

export interface Contact {
  readonly id: number;
  /** Unix ms, like all instants here. */
  readonly createdAt: number;
  current: Version;
  /** What the search still shows until `current` is in its index. */
  former?: Version;
  archivedAt?: number;
  mergedInto?: number;
}

/** What HubSpot returns of a contact when no properties are asked for, and what it returns in any case. */
const DEFAULT_PROPERTIES = ['email', 'firstname', 'lastname'];
const ALWAYS_RETURNED = ['createdate', 'hs_object_id', 'lastmodifieddate'];

/** The contact in an answer. */
export function render(
  contact: Contact,
  version: Version,
  properties: readonly string[] = DEFAULT_PROPERTIES,
): object {
  const { id, createdAt, archivedAt } = contact;
  const names = [...new Set([...ALWAYS_RETURNED, ...properties])];
  return {
    id: String(id),
    properties: Object.fromEntries(names.map((name) => [name, textOf(contact, version, name)])),
    createdAt: iso(createdAt),
    updatedAt: iso(version.savedAt),
    archived: archivedAt !== undefined,
    ...(archivedAt === undefined ? {} : { archivedAt: iso(archivedAt) }),
  };
}

/** What the search compares: numbers for ids and instants, text for all else; null where there is no value. */
export function sortKey(contact: Contact, version: Version, property: string) {
  switch (property) {
    case 'hs_object_id':
      return contact.id;
    case 'createdate':
      return contact.createdAt;
    case 'lastmodifieddate':
      return version.savedAt;
    default:
      return version.properties[property]?.toLowerCase() ?? null;
  }
}

function textOf(contact: Contact, version: Version, property: string): string | null {
  switch (property) {
    case 'hs_object_id':
      return String(contact.id);
    case 'createdate':
      return iso(contact.createdAt);
    case 'lastmodifieddate':
      return iso(version.savedAt);
    default:
      return version.properties[property] ?? null;
  }
}

/**
 * What both contacts become: values of the first one win, the other's addresses become secondary ones, and the ids of both,
 * and of those merged into them earlier, are kept.
 */
export function mergedProperties(primary: Contact, secondary: Contact, now: number): Properties {
  const [first, second] = [primary, secondary].map(({ current }) =>
    Object.fromEntries(Object.entries(current.properties).filter(([, value]) => value !== null)),
  );
  const ids = [primary, secondary].flatMap(({ id, current }) => [
    ...listOf(current.properties['hs_merged_object_ids']),
    String(id),
  ]);
  const emails = [
    first!['hs_additional_emails'],
    second!['email'],
    second!['hs_additional_emails'],
  ].flatMap(listOf);
  return {
    ...second,
    ...first,
    hs_additional_emails: emails.filter((email) => email !== first!['email']).join(';') || null,
    hs_merged_object_ids: ids.join(';'),
    hs_calculated_merged_vids: ids.map((id) => `${id}:${now}`).join(';'),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const listOf = (text: string | null | undefined): string[] => (text ? text.split(';') : []);
