import { MailchimpSimulator } from '../support/vendors/mailchimp.simulator.js';
import type { VendorHandler, VendorRequest } from '../support/vendors/vendor-server.js';

interface MovedMembers {
  readonly members_to_add?: readonly string[];
  readonly members_to_remove?: readonly string[];
}

/** Rows that came in, whatever was made of them. */
export interface Rows {
  readonly added: number;
  readonly removed: number;
  /** Of requests, rows of batches, that set fields of a person. */
  readonly written: number;
}

const NONE: Rows = { added: 0, removed: 0, written: 0 };

/** Mailchimp's stand-in with a counter at its door: what the hub says that it sent can be held against it. */
export class CountingMailchimp extends MailchimpSimulator {
  private received = NONE;

  /** Since the last call. */
  takeRows(): Rows {
    const { received } = this;
    this.received = NONE;
    return received;
  }

  override route(method: string, path: string, handler: VendorHandler): void {
    super.route(method, path, (request) => {
      this.count(request);
      return handler(request);
    });
  }

  private count({ method, path, body }: VendorRequest): void {
    const { added, removed, written } = this.received;
    if (/\/segments\/\d+$/.test(path)) {
      const { members_to_add: add = [], members_to_remove: remove = [] } = body as MovedMembers;
      this.received = { added: added + add.length, removed: removed + remove.length, written };
    } else if (method === 'PATCH') {
      this.received = { added, removed, written: written + 1 };
    } else if (/\/lists\/\w+$/.test(path)) {
      const { members = [] } = body as { members?: readonly object[] };
      this.received = { added, removed, written: written + members.length };
    }
  }
}
