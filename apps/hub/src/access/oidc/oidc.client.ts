import { Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import type { OidcConfig } from '../../config/config.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { OidcError } from './oidc-error.js';

const SCOPE = 'openid profile email';
const TIMEOUT_S = 10;

/** What the browser keeps until it comes back: without it nobody can be signed in with somebody else's answer. */
export interface OidcTicket {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export type Claims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

/** Speaks OpenID Connect: authorization code with PKCE. */
@Injectable()
export class OidcClient {
  private known: Promise<Configuration> | undefined;

  constructor(private readonly hub: HubConfig) {}

  get config(): OidcConfig | undefined {
    return this.hub.config.access?.oidc;
  }

  /** @param callback where the browser is to come back to @throws OidcError */
  async begin(callback: string): Promise<{ readonly url: string; readonly ticket: OidcTicket }> {
    const configuration = await this.configuration();
    const ticket = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
    };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: callback,
      scope: SCOPE,
      state: ticket.state,
      nonce: ticket.nonce,
      code_challenge: await calculatePKCECodeChallenge(ticket.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, ticket };
  }

  /** @param address that the browser came back to, with its query @throws OidcError */
  async finish(address: string, { state, nonce, verifier }: OidcTicket): Promise<Claims> {
    const configuration = await this.configuration();
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(address), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      return tokens.claims() as unknown as Claims;
    } catch (cause) {
      throw new OidcError('OIDC_REJECTED', { cause });
    }
  }

  /** Asked for once; again when that failed. */
  private async configuration(): Promise<Configuration> {
    const { config } = this;
    if (!config) throw new OidcError('OIDC_UNAVAILABLE');
    this.known ??= discover(config);
    try {
      return await this.known;
    } catch (cause) {
      this.known = undefined;
      throw new OidcError('OIDC_UNAVAILABLE', { cause });
    }
  }
}

const discover = ({ issuer, clientId, clientSecret }: OidcConfig): Promise<Configuration> =>
  discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_S,
    // Who configures an issuer without TLS means it: one on this machine.
    ...(issuer.startsWith('http:') ? { execute: [allowInsecureRequests] } : {}),
  });
