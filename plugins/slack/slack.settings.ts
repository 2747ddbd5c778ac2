import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  ValidateBy,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { Label, Secret } from '@segue/sdk';

const WEBHOOK_PATH = /^\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/\w+$/;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Exactly one of `botToken` and `webhookUrl`. */
export class SlackSettings {
  /** Token of the app's bot user. Scopes: README.md. */
  @Label('Bot token', 'Begins with xoxb-. Give this or a webhook.')
  @Secret()
  @ValidateIf((s: SlackSettings) => s.botToken !== undefined || s.webhookUrl === undefined)
  @Matches(/^xoxb-[\w-]+$/, {
    message: 'give either botToken (it starts with xoxb-) or webhookUrl',
  })
  botToken?: string;

  /** URL of an incoming webhook: whoever knows it can post, so it is a credential. */
  @Label('Webhook URL', 'Of an incoming webhook, which posts to one channel.')
  @Secret()
  @ValidateIf((s: SlackSettings) => s.webhookUrl !== undefined)
  @IsWebhookUrl()
  webhookUrl?: string;

  /** Where the Web API is. Without effect on a webhook, whose URL says where it is. */
  @Label('API address', 'Slack’s own without it.')
  @IsOptional()
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false })
  baseUrl?: string;
}

export class SlackAudience {
  /** Needed with a bot token; without effect on a webhook, which belongs to one channel. */
  @Label('Channel', 'Its id, such as C0123456789. Not needed with a webhook.')
  @IsOptional()
  @Matches(/^[CG][A-Z0-9]{2,}$/, {
    message: 'channel must be an id such as C0123456789 (at the end of "View channel details")',
  })
  channel?: string;

  /** A channel is a wide audience: without this, people are counted and not named. */
  @Label('Name people', 'Otherwise they are counted only: a channel is a wide audience.')
  @IsBoolean()
  showMembers = false;

  /** Mapped fields that name a person, in this order. `email` is the address unless a field is mapped to that name. */
  @Label('Fields that name a person', 'In this order.')
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  memberFields: string[] = ['email'];
}

/**
 * Only the canonical form of the URL, without query or user info: it is removed from errors by comparing text.
 *
 * Source: https://docs.slack.dev/tools/java-slack-sdk/guides/incoming-webhooks (the form `/services/T…/B…/…`)
 */
function IsWebhookUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isWebhookUrl',
    validator: {
      validate: (value, args) => !hasBotToken(args) && isWebhookUrl(value),
      defaultMessage: (args) =>
        hasBotToken(args)
          ? 'give either botToken or webhookUrl, not both'
          : 'webhookUrl must look like https://hooks.slack.com/services/T…/B…/…',
    },
  });
}

const hasBotToken = (args: ValidationArguments | undefined): boolean =>
  (args?.object as SlackSettings).botToken !== undefined;

function isWebhookUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, pathname, origin } = new URL(value);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
  return isSafe && value === origin + pathname && WEBHOOK_PATH.test(pathname);
}
