import { file } from '@segue/plugin-file';
import { ga4 } from '@segue/plugin-ga4';
import { hubspot } from '@segue/plugin-hubspot';
import { mailchimp } from '@segue/plugin-mailchimp';
import { segment } from '@segue/plugin-segment';
import { slack } from '@segue/plugin-slack';
import type { AnyConnector } from '@segue/sdk';

/** The plugins that come with the hub. A new one is one line here. */
export const BUNDLED: readonly AnyConnector[] = [file, ga4, hubspot, mailchimp, segment, slack];
