import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { VendorServer, type VendorAnswer, type VendorRequest } from './vendors/vendor-server.js';

export const CLIENT = { id: 'segue', secret: 'kept by the two of us' } as const;
const KEY_ID = 'key-1';
const LIFETIME_S = 300;

interface Grant {
  readonly claims: object;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

/** An OpenID Connect provider with one client. It holds the client to PKCE, to its secret and to one use of each code. */
export class IdentityProvider {
  /** Added to each ID token, in place of what is right. */
  wrong: Readonly<Record<string, unknown>> = {};
  private readonly server = new VendorServer();
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly grants = new Map<string, Grant>();
  private issuer = '';

  async start(): Promise<string> {
    this.server.route('GET', '/.well-known/openid-configuration', () => ({ body: this.metadata }));
    this.server.route('GET', '/jwks', () => ({ body: { keys: [this.jwk] } }));
    this.server.route('POST', '/token', (request) => this.exchange(request));
    this.issuer = await this.server.start();
    return this.issuer;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** What the browser of somebody who signs in here is led back to. @param url that the hub led it to */
  approve(url: string, claims: object): string {
    const asked = new URL(url);
    const { searchParams: query } = asked;
    if (asked.pathname !== '/authorize' || query.get('client_id') !== CLIENT.id) {
      throw new Error(`not the address to sign in at: ${asked.pathname}`);
    }
    const code = randomUUID();
    const redirectUri = query.get('redirect_uri')!;
    this.grants.set(code, {
      claims,
      redirectUri,
      nonce: query.get('nonce')!,
      challenge: query.get('code_challenge')!,
    });
    return `${redirectUri}?${new URLSearchParams({ code, state: query.get('state')! }).toString()}`;
  }

  private get metadata(): object {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  private get jwk(): object {
    return {
      ...this.keys.publicKey.export({ format: 'jwk' }),
      ...{ kid: KEY_ID, use: 'sig', alg: 'RS256' },
    };
  }

  private exchange({ body }: VendorRequest): VendorAnswer {
    const given = body as Readonly<Record<string, string>>;
    const grant = this.grants.get(given['code'] ?? '');
    this.grants.delete(given['code'] ?? '');
    const challenge = createHash('sha256')
      .update(given['code_verifier'] ?? '')
      .digest('base64url');
    const isRight =
      given['client_id'] === CLIENT.id &&
      given['client_secret'] === CLIENT.secret &&
      given['grant_type'] === 'authorization_code' &&
      given['redirect_uri'] === grant?.redirectUri &&
      challenge === grant?.challenge;
    if (!grant || !isRight) return { status: 400, body: { error: 'invalid_grant' } };
    return {
      body: {
        access_token: randomUUID(),
        token_type: 'Bearer',
        expires_in: LIFETIME_S,
        id_token: this.token({ ...grant.claims, nonce: grant.nonce }),
      },
    };
  }

  private token(claims: object): string {
    const now = Math.floor(Date.now() / 1000);
    const whole = {
      ...{ iss: this.issuer, aud: CLIENT.id, iat: now, exp: now + LIFETIME_S },
      ...claims,
      ...this.wrong,
    };
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const text = `${encode({ alg: 'RS256', kid: KEY_ID })}.${encode(whole)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), this.keys.privateKey).toString('base64url')}`;
  }
}
