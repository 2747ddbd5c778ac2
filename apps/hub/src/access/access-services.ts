import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyService } from './api-key.service.js';
import { AuditRepository } from './audit/audit.repository.js';
import { AuditService } from './audit/audit.service.js';
import { AuditTrail } from './audit/audit-trail.js';
import { KnownDeviceRepository } from './known-device.repository.js';
import { OidcClient } from './oidc/oidc.client.js';
import { OidcService } from './oidc/oidc.service.js';
import { SecretRotation } from './secrets/secret-rotation.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';
import { SetUpTokenRepository } from './set-up-token.repository.js';
import { SetUpService } from './set-up.service.js';
import { SignInAttemptRepository } from './sign-in-attempt.repository.js';
import { SignInThrottle } from './sign-in-throttle.service.js';
import { SignInService } from './sign-in.service.js';
import { UserRepository } from './user.repository.js';
import { UserService } from './user.service.js';

/** Who may use the hub. Needs the Database and the Clock. */
export const ACCESS_SERVICES = [
  ApiKeyRepository,
  ApiKeyService,
  AuditRepository,
  AuditService,
  AuditTrail,
  KnownDeviceRepository,
  OidcClient,
  OidcService,
  SecretRotation,
  SessionRepository,
  SessionService,
  SetUpService,
  SetUpTokenRepository,
  SignInAttemptRepository,
  SignInService,
  SignInThrottle,
  UserRepository,
  UserService,
];
