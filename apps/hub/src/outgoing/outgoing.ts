import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, Socket, type BlockList, type LookupFunction } from 'node:net';
import { AddressRefusedError, type Agents } from '@segue/sdk';
import { isIn, isPrivate, listOf } from './private-addresses.js';

const NETWORK = /^[\da-f.:]+(?:\/\d{1,3})?$/i;

/** `SEGUE_ALLOW_PRIVATE_HOSTS` is not a list of hosts and networks. */
export class PrivateHostsError extends Error {
  readonly code = 'PRIVATE_HOSTS_INVALID';
  constructor(entry: string) {
    super(
      `SEGUE_ALLOW_PRIVATE_HOSTS must be names, addresses and networks between commas, such as crm.internal,10.1.0.0/16, or *; not "${entry}"`,
    );
    this.name = 'PrivateHostsError';
  }
}

/**
 * Where requests may go whose address somebody typed into the console: to the public internet, and to what
 * SEGUE_ALLOW_PRIVATE_HOSTS names. It is asked as a connection is made, so that a name which means another address by then
 * (DNS rebinding) leads nowhere else.
 */
export class Outgoing {
  /** @param lookup how names become addresses; the system's, but for tests */
  private constructor(
    private readonly allowsAll: boolean,
    private readonly names: ReadonlySet<string>,
    private readonly networks: BlockList,
    private readonly lookup: typeof systemLookup,
  ) {}

  /** @throws PrivateHostsError */
  static from(
    env: Readonly<Record<string, string | undefined>>,
    lookup: typeof systemLookup = systemLookup,
  ): Outgoing {
    const text = env['SEGUE_ALLOW_PRIVATE_HOSTS'] ?? '';
    const entries = text
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== '');
    const isNetwork = (entry: string) => isIP(entry.split('/')[0]!) > 0 && NETWORK.test(entry);
    const names = entries.filter((entry) => entry !== '*' && !isNetwork(entry));
    for (const name of names) if (!/^[\w.-]+$/.test(name)) throw new PrivateHostsError(name);
    return new Outgoing(
      entries.includes('*'),
      new Set(names),
      networksOf(entries.filter(isNetwork)),
      lookup,
    );
  }

  /** For requests to addresses that somebody typed in; undefined where all of them are allowed. */
  agents(): Agents | undefined {
    if (this.allowsAll) return undefined;
    const agents = { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() };
    for (const agent of Object.values(agents)) guard(agent, this);
    return agents;
  }

  /** @throws AddressRefusedError */
  check(host: string, address: string): void {
    if (this.names.has(host.toLowerCase()) || !isPrivate(address)) return;
    if (isIP(address) > 0 && isIn(this.networks, address)) return;
    throw new AddressRefusedError(host);
  }

  /** As Node asks for it when it connects. A name of which one address is refused is refused. */
  readonly resolve: LookupFunction = (host, options, callback) => {
    this.lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      try {
        for (const { address } of addresses) this.check(host, address);
      } catch (refused) {
        return callback(refused as NodeJS.ErrnoException, '', 0);
      }
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

/** An address needs no lookup, so it is looked at before the connection is made. */
function guard(agent: HttpAgent, outgoing: Outgoing): void {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = (options.host ?? '').replace(/^\[|\]$/g, '');
    try {
      if (isIP(host) > 0) outgoing.check(host, host);
    } catch (refused) {
      const socket = new Socket();
      process.nextTick(() => socket.destroy(refused as Error));
      return socket;
    }
    return create({ ...options, lookup: outgoing.resolve }, callback);
  };
}

function networksOf(entries: readonly string[]): BlockList {
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const most = isIP(address) === 4 ? 32 : 128;
    if (bits !== undefined && Number(bits) > most) throw new PrivateHostsError(entry);
  }
  return listOf(entries);
}
