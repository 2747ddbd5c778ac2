import { generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import type { VendorAnswer } from './vendor-server.js';

const CLIENT_EMAIL = 'segue@simulated.iam.gserviceaccount.com';
const SCOPE = 'https://www.googleapis.com/auth/analytics.readonly';
const AUDIENCE_CLAIM = 'https://oauth2.googleapis.com/token';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_S = 3600;
const CLOCK_SKEW_S = 300;

/** Google's token endpoint with one service account. It checks the signature, as well as who signed what, for whom and when. */
export class Ga4TokenEndpoint {
  /** Tokens that were given out. */
  issued = 0;
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly valid = new Set<string>();
  private keyId = randomUUID();

  constructor(private readonly now: () => Date) {}

  /** The text of the JSON key file. */
  keyFile(): string {
    return JSON.stringify({
      type: 'service_account',
      private_key_id: this.keyId,
      private_key: this.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: CLIENT_EMAIL,
    });
  }

  /** Deletes the key: neither it nor a token that was got with it works any more. */
  revokeKey(): void {
    this.keyId = randomUUID();
    this.expireTokens();
  }

  /** The tokens in use stop working; new ones can be got. */
  expireTokens(): void {
    this.valid.clear();
  }

  isValid(authorization = ''): boolean {
    return this.valid.has(authorization.replace(/^Bearer /, ''));
  }

  exchange(body: unknown): VendorAnswer {
    const { grant_type, assertion = '' } = body as Record<string, string>;
    if (grant_type !== GRANT_TYPE) return refusal('unsupported_grant_type', `not ${GRANT_TYPE}`);
    const problem = this.problemOf(assertion);
    if (problem !== undefined) return refusal('invalid_grant', problem);
    const token = `ya29.${randomUUID()}`;
    this.valid.add(token);
    this.issued += 1;
    return { body: { access_token: token, expires_in: LIFETIME_S - 1, token_type: 'Bearer' } };
  }

  private problemOf(assertion: string): string | undefined {
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    const { alg, kid } = decode(header);
    const isSigned = verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${claims}`),
      this.keys.publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (alg !== 'RS256' || kid !== this.keyId || !isSigned) return 'Invalid JWT Signature.';

    const { iss, aud, scope, iat, exp } = decode(claims);
    if (iss !== CLIENT_EMAIL) return 'Invalid grant: account not found';
    if (aud !== AUDIENCE_CLAIM) return 'Invalid JWT: Failed audience check.';
    if (scope !== SCOPE) return 'Invalid scope.';
    const nowS = this.now().getTime() / 1000;
    const isTimely =
      Number(iat) <= nowS + CLOCK_SKEW_S &&
      Number(exp) > nowS &&
      Number(exp) - Number(iat) <= LIFETIME_S;
    return isTimely ? undefined : 'Invalid JWT: Token must be a short-lived token.';
  }
}

const refusal = (error: string, error_description: string): VendorAnswer => ({
  status: 400,
  body: { error, error_description },
});

/** A part of a JSON Web Token; empty when it is none. */
function decode(part: string): Record<string, unknown> {
  const text = Buffer.from(part, 'base64url').toString('utf8');
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}
