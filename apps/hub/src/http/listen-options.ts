import type { ServerConfig } from '../config/config.js';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;

export interface ListenOptions {
  /** What requests to /api have to present. */
  readonly apiKey?: string;
  readonly port?: number;
  readonly host?: string;
}

/** The server would be open to the network without a key: it is not started. */
export class UnsafeServerError extends Error {
  readonly code = 'API_KEY_MISSING';
  constructor(host: string) {
    super(
      `the hub would answer everybody who reaches ${host}: set SEGUE_API_KEY to a long random text, or listen on 127.0.0.1 only`,
    );
    this.name = 'UnsafeServerError';
  }
}

/**
 * Where to listen: what was asked for, else what segue.yaml says, else port 3000 of this machine only.
 *
 * @throws UnsafeServerError where others could reach it, and there is no key
 */
export function toAddress(
  { apiKey, host, port }: ListenOptions,
  server: ServerConfig = {},
): { readonly host: string; readonly port: number } {
  const address = {
    host: host ?? server.host ?? DEFAULT_HOST,
    port: port ?? server.port ?? DEFAULT_PORT,
  };
  if (!apiKey && !isLoopback(address.host)) throw new UnsafeServerError(address.host);
  return address;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
