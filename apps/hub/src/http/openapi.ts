import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Problem } from './dto/problem.dto.js';
import { VERSION } from './version.js';

const DESCRIPTION =
  'Looks at what the hub does, edits segments and starts runs. Problems are answered as RFC 9457. Sources that push have routes of their own, outside of /api.';

/** Serves the description of the API at /api/openapi.json, and as a page, which loads nothing from elsewhere, at /api/docs. */
export function mountOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, createDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Segue API',
    // No validator badge: that would send the document to swagger.io.
    swaggerOptions: { validatorUrl: null },
  });
}

export function createDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Segue')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key, or SEGUE_API_KEY. Browsers have a session instead',
    })
    .addSecurityRequirements('bearer')
    .addGlobalResponse({
      status: 'default',
      description: 'A problem',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    })
    .build();
  return SwaggerModule.createDocument(app, config, { extraModels: [Problem] });
}
