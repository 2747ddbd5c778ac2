import type { ServerConfig } from '../config/config.js';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;

export interface ListenOptions {
  /** `SEGUE_API_KEY`: who presents it may do everything. */
  readonly apiKey?: string;
  readonly port?: number;
  readonly host?: string;
}

/** Where to listen: what was asked for, else what segue.yaml says, else port 3000 of this machine only. */
export const toAddress = (
  { host, port }: ListenOptions,
  server: ServerConfig = {},
): { readonly host: string; readonly port: number } => ({
  host: host ?? server.host ?? DEFAULT_HOST,
  port: port ?? server.port ?? DEFAULT_PORT,
});

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
