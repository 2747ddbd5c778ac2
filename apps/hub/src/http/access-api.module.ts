import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { RightsGuard } from '../access/rights.guard.js';
import { HubConfig } from '../runtime/hub-config.js';
import { ApiKeyController } from './api-key.controller.js';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { Cookies } from './cookies.js';
import { OidcController } from './oidc.controller.js';
import { PersonalInterceptor } from './personal.interceptor.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { SessionAnswers } from './session-answers.js';
import { SessionController } from './session.controller.js';
import { SetUpController } from './set-up.controller.js';
import { UserController } from './user.controller.js';

/** Signing in, who may do so, and what is kept of what they do. Needs the HubModule. */
@Module({
  controllers: [
    ApiKeyController,
    AuditController,
    SessionController,
    OidcController,
    SetUpController,
    UserController,
  ],
  providers: [
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: RightsGuard },
    { provide: APP_INTERCEPTOR, useClass: PersonalInterceptor },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    SessionAnswers,
    {
      provide: Cookies,
      inject: [HubConfig],
      useFactory: ({ config }: HubConfig) =>
        new Cookies(config.server?.url?.startsWith('https:') ?? false),
    },
  ],
})
export class AccessApiModule {}
