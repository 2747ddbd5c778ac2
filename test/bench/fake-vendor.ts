import { VendorServer } from '../support/vendors/vendor-server.js';

/** The other side of fake.destination.ts: says that it took each change, and forgets it. */
export class FakeVendor extends VendorServer {
  constructor() {
    super();
    this.route('GET', '/ping', () => ({ body: {} }));
    this.route('POST', '/audiences/:name', ({ body }) => {
      const { changes } = body as { changes: readonly { id: string }[] };
      return { body: { taken: changes.map(({ id }) => id) } };
    });
  }
}
