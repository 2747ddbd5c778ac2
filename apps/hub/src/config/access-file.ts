import { IsOptional } from 'class-validator';
import { IsMapping, IsName, IsWebAddress } from './constraints.js';

type Mapping = Readonly<Record<string, unknown>>;

/** Who may use the hub, besides those who have a password or a key of it. */
export class AccessFile {
  @IsOptional()
  @IsMapping('{ issuer: https://login.acme.example, clientId: segue, … }')
  oidc?: Mapping;
}

/** OpenID Connect. */
export class OidcFile {
  @IsWebAddress('https://login.acme.example')
  issuer = '';

  @IsName(200, 'segue')
  clientId = '';

  @IsName(1000, '"${OIDC_CLIENT_SECRET}"')
  clientSecret = '';

  @IsName(200, 'groups')
  roleClaim = 'groups';

  @IsMapping('{ segue-owners: owner, marketing: marketer }')
  roles?: Mapping;
}
