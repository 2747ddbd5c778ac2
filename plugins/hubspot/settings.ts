import {
  ArrayUnique,
  IsArray,
  IsISO8601,
  IsOptional,
  IsUrl,
  Matches,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { Label, Secret } from '@segue/sdk';

/**
 * Room for property names in the body of a search, in characters: HubSpot refuses a body of more than 3,000, and the rest of
 * ours takes up to 700.
 *
 * Source: https://developers.hubspot.com/docs/api-reference/search/guide
 */
const PROPERTIES_BUDGET = 2_300;

/** A line break is what copying a token often leaves behind, and no header may hold it. */
const PRINTABLE = /^[\x21-\x7e]+$/;
/** A date, or an instant with its zone: without one, it would mean something else on every machine. */
const DAY_OR_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
/** HubSpot makes internal names lower-case; labels have capitals and spaces. */
const INTERNAL_NAME = /^[^\s,A-Z]+$/;

export class HubspotSettings {
  /** Access token of a private app, or a service key, with the scope `crm.objects.contacts.read`. */
  @Label(
    'Access token',
    'Of a private app, or a service key, with the scope crm.objects.contacts.read.',
  )
  @Secret()
  @Matches(PRINTABLE, {
    message: 'accessToken must be the token of a private app, without spaces or line breaks',
  })
  accessToken!: string;

  /** Internal names of the contact properties to read into traits. */
  @Label(
    'Contact properties',
    'Internal names, such as lifecyclestage: these are read into traits.',
  )
  @IsArray()
  @ArrayUnique()
  @Matches(INTERNAL_NAME, {
    each: true,
    message: 'properties must be internal names, e.g. lifecyclestage, not labels',
  })
  @FitsOneSearch()
  properties: string[] = ['email', 'firstname', 'lastname', 'phone', 'lifecyclestage'];

  /** Contacts last changed before this are not read. Without it, all are. */
  @Label('Changed since', 'A date: contacts that were changed last before it are not read.')
  @IsOptional()
  @IsISO8601(
    { strict: true },
    { message: 'startDate must be a real date, e.g. 2026-01-31 or 2026-01-31T08:00:00Z' },
  )
  @Matches(DAY_OR_INSTANT, {
    message: 'startDate must look like 2026-01-31 or 2026-01-31T08:00:00Z',
  })
  startDate?: string;

  /** HubSpot's API, or a proxy in front of it. */
  @Label('API address', 'HubSpot’s own, or a proxy in front of it.')
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'baseUrl must be a URL, e.g. https://api.hubapi.com' },
  )
  baseUrl: string = 'https://api.hubapi.com';
}

/** In JSON each name takes two quotes and a comma. */
function FitsOneSearch(options?: ValidationOptions): PropertyDecorator {
  const sizeOf = (names: readonly unknown[]) =>
    names.reduce<number>((sum, name) => sum + String(name).length + 3, 0);
  return ValidateBy(
    {
      name: 'fitsOneSearch',
      validator: {
        validate: (names) => Array.isArray(names) && sizeOf(names) <= PROPERTIES_BUDGET,
        defaultMessage: () =>
          `properties are too many for one search: ${PROPERTIES_BUDGET} characters in all; make a second connection for the rest`,
      },
    },
    options,
  );
}
