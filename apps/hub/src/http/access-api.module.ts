import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { HubConfig } from '../runtime/hub-config.js';
import { ApiKeyController } from './api-key.controller.js';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { Cookies } from './cookies.js';
import { PersonalInterceptor } from './personal.interceptor.js';
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
    SetUpController,
    UserController,
  ],
  providers: [
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
