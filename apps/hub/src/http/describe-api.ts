import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Database } from '../database/database.js';
import { HubModule } from '../hub/hub.module.js';
import type { HubConfig } from '../runtime/hub-config.js';
import { ApiModule } from './api.module.js';
import { createDocument } from './openapi.js';

/** The description of the API, from the classes alone: nothing is configured, opened or listened to. */
export async function describeApi(): Promise<OpenAPIObject> {
  const app = await NestFactory.create(
    {
      module: DescribedModule,
      imports: [
        // Never called: in preview mode Nest makes no instance of anything.
        HubModule.with({} as HubConfig, {} as Database),
        ApiModule,
      ],
    },
    { preview: true, logger: ['error'], abortOnError: false },
  );
  return createDocument(app);
}

class DescribedModule {}
