import { Ga4Simulator } from './vendors/ga4.simulator.js';
import { HubspotSimulator } from './vendors/hubspot.simulator.js';
import { MailchimpSimulator } from './vendors/mailchimp.simulator.js';
import { SlackSimulator } from './vendors/slack.simulator.js';

/** The hub leaves contacts of the last 30 s for its next read; behind this clock, it has none to leave. */
const HUBSPOT_LATE_MS = 60_000;
const HUBSPOT_TOKEN = 'pat-eu1-simulated';

export const WRITE_KEY = 'simulated-write-key';

/** Four vendors on this machine, each an HTTP server with its own state. */
export class VendorWorld {
  readonly hubspot = new HubspotSimulator({
    accessToken: HUBSPOT_TOKEN,
    now: () => new Date(Date.now() - HUBSPOT_LATE_MS),
  });
  readonly ga4 = new Ga4Simulator();
  readonly slack = new SlackSimulator();

  constructor(readonly mailchimp = new MailchimpSimulator()) {
    this.ga4.audiences.pollsUntilActive = 0;
  }

  async start(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  /** What a segue.yaml refers to as `${NAME}`. */
  get environment(): Readonly<Record<string, string>> {
    return {
      HUBSPOT_TOKEN,
      HUBSPOT_URL: this.hubspot.url,
      GA4_SERVICE_ACCOUNT: this.ga4.tokens.keyFile(),
      GA4_URL: this.ga4.server.url,
      SEGMENT_WRITE_KEY: WRITE_KEY,
      MAILCHIMP_API_KEY: this.mailchimp.apiKey,
      MAILCHIMP_URL: this.mailchimp.baseUrl,
      SLACK_BOT_TOKEN: this.slack.botToken,
      SLACK_URL: this.slack.baseUrl,
    };
  }

  private get servers() {
    return [this.hubspot, this.ga4, this.mailchimp, this.slack];
  }
}
