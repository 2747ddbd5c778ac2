import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { declaredOn, type Declared } from '../../apps/hub/src/access/needs.js';

export interface Route {
  readonly method: string;
  readonly path: string;
}

interface Layer {
  readonly route?: {
    readonly path: string;
    readonly stack: readonly { readonly method?: string }[];
  };
}

/** Every route that Express serves, of controllers and others, each once. */
export function routesOf(app: NestExpressApplication): readonly Route[] {
  const { router } = app.getHttpAdapter().getInstance() as unknown as {
    readonly router: { readonly stack: readonly Layer[] };
  };
  const routes = new Map<string, Route>();
  for (const { route } of router.stack) {
    for (const { method = 'all' } of route?.stack ?? []) {
      routes.set(`${method} ${route!.path}`, { method, path: route!.path });
    }
  }
  return [...routes.values()];
}

/** What the methods of the controllers declare, by `get /api/path`. */
export function declarationsOf(
  app: NestExpressApplication,
): ReadonlyMap<string, Declared | undefined> {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.keys(),
  ]) as Type<object>[];
  return new Map(controllers.flatMap((controller) => declaredRoutes(controller)));
}

function declaredRoutes(controller: Type<object>): (readonly [string, Declared | undefined])[] {
  const root = Reflect.getMetadata(PATH_METADATA, controller) as string;
  const prototype = controller.prototype as Record<string, object>;
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  return names.flatMap((name) => {
    const handler = prototype[name]!;
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
    if (path === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
    const whole = `/${root}/${path}`.replace(/\/+/g, '/').replace(/\/$/, '');
    return [[`${method.toLowerCase()} ${whole}`, declaredOn(handler, controller)] as const];
  });
}
