type Reason = 'OIDC_UNAVAILABLE' | 'OIDC_REJECTED' | 'OIDC_NO_ROLE';

const MESSAGES: Readonly<Record<Reason, string>> = {
  OIDC_UNAVAILABLE: 'the identity provider does not answer, or not as OpenID Connect says',
  OIDC_REJECTED: 'the identity provider did not sign you in, or it took too long: try again',
  OIDC_NO_ROLE: 'you have no role here: ask whoever looks after the identity provider',
};

/** Nobody was signed in by the identity provider. What it said is left out: it may quote a token. */
export class OidcError extends Error {
  constructor(
    readonly code: Reason,
    options?: ErrorOptions,
  ) {
    super(MESSAGES[code], options);
    this.name = 'OidcError';
  }
}
