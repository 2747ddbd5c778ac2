import { Module } from '@nestjs/common';
import { HubConfig } from '../runtime/hub-config.js';
import { ApiKeyController } from './api-key.controller.js';
import { Cookies } from './cookies.js';
import { SessionAnswers } from './session-answers.js';
import { SessionController } from './session.controller.js';
import { SetUpController } from './set-up.controller.js';
import { UserController } from './user.controller.js';

/** Signing in, and who may do so. Needs the HubModule. */
@Module({
  controllers: [ApiKeyController, SessionController, SetUpController, UserController],
  providers: [
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
