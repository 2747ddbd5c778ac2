import {
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  ValidateIf,
} from 'class-validator';
import { Label, Secret } from '@segue/sdk';

/**
 * What happens to people who join and are not on the list:
 * `transactional` adds them without permission for marketing, `subscribed` subscribes those whose consent trait is true
 * (the others become `transactional`), `skip` adds nobody.
 */
export const NEW_MEMBER_STATUSES = ['transactional', 'subscribed', 'skip'] as const;
export type NewMemberStatus = (typeof NEW_MEMBER_STATUSES)[number];

export class MailchimpSettings {
  /** Ends in the data centre, which is a part of the API's host name, e.g. `…-us21`. */
  @Label('API key', 'With the data centre at its end, such as …-us21.')
  @Secret()
  @Matches(/^[^\s-]+-[a-z]{2,4}\d{1,3}$/, {
    message:
      'apiKey must be a whole Mailchimp API key with its data centre at the end, e.g. …-us21',
  })
  apiKey!: string;

  /** With the version, e.g. `https://us21.api.mailchimp.com/3.0`. Without it, what the API key's data centre says. */
  @Label('API address', 'Without it, that of the key’s data centre.')
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  baseUrl?: string;

  @Label(
    'People who are new to the list',
    'transactional: added without permission for marketing. subscribed: those who agreed are subscribed. skip: not added.',
  )
  @IsIn(NEW_MEMBER_STATUSES)
  newMemberStatus: NewMemberStatus = 'transactional';

  /** Path of the trait that says whether a person agreed to marketing, e.g. `newsletterOptIn`. */
  @Label(
    'Trait with consent',
    'Says whether a person agreed to marketing; needed to subscribe anybody.',
  )
  @ValidateIf(
    (settings: MailchimpSettings) =>
      settings.newMemberStatus === 'subscribed' || settings.consentTrait !== undefined,
  )
  @IsString({
    message:
      'consentTrait must name the trait that holds consent when newMemberStatus is subscribed',
  })
  @IsNotEmpty()
  consentTrait?: string;
}

export class MailchimpAudience {
  /** "Audience ID" in Mailchimp: Audience, Settings. */
  @Label('Audience ID', 'In Mailchimp: Audience, Settings.')
  @Matches(/^[A-Za-z0-9]+$/, { message: 'listId must be a Mailchimp audience ID, e.g. a1b2c3d4e5' })
  listId!: string;

  /** Of the static segment, which Mailchimp shows as a tag. It is made when the list has none of this name. */
  @Label('Tag', 'Of this name there. It is made when the audience has none.')
  @IsString()
  @Length(1, 100)
  name!: string;
}

/** The API's host is a part of the key, so one setting is enough for most people. */
export const baseUrlOf = ({ apiKey, baseUrl }: Readonly<MailchimpSettings>): string =>
  baseUrl ?? `https://${apiKey.slice(apiKey.lastIndexOf('-') + 1)}.api.mailchimp.com/3.0`;
