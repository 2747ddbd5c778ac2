import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';

/** How connections are made, where the hub wants a say in that. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Thrown by an agent that does not connect to a host. */
export class AddressRefusedError extends Error {
  readonly code = 'ADDRESS_REFUSED';
  constructor(readonly host: string) {
    super(`${host} is not on the public internet`);
    this.name = 'AddressRefusedError';
  }
}
