import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { ProblemFilter } from '../http/problem.filter.js';
import { Needs, Public } from './needs.js';
import type { PrincipalRequest } from './principal.js';
import { hasRight, RIGHTS, ROLES, rightsOf, type Role } from './right.js';
import { RightsGuard } from './rights.guard.js';

@Controller('closed')
class ClosedController {
  @Get()
  closed(): string {
    return 'nobody sees this';
  }
}

@Needs('view')
@Controller('own')
class OwnController {
  @Get('inherited')
  inherited(): string {
    return 'seen';
  }

  @Needs('view', 'segments:write', 'personal:export')
  @Get('several')
  several(): string {
    return 'seen';
  }

  @Public()
  @Get('public')
  open(): string {
    return 'seen';
  }
}

@Module({
  controllers: [ClosedController, OwnController],
  providers: [
    { provide: APP_GUARD, useClass: RightsGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class GuardedModule {}

describe('the guard of rights', () => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create(GuardedModule, { logger: false });
    app.use((request: PrincipalRequest, _response: unknown, next: () => void) => {
      const role = request.headers['x-role'] as Role | undefined;
      if (role) request.principal = { kind: 'user', id: role, name: role, role };
      next();
    });
    await app.listen(0, '127.0.0.1');
    url = (await app.getUrl()).replace(/\/$/, '');
  });

  afterAll(() => app.close());

  const get = (path: string, role?: Role) =>
    fetch(`${url}${path}`, role ? { headers: { 'X-Role': role } } : {});

  it('lets nobody use a route that declares nothing', async () => {
    const answer = await get('/closed', 'owner');

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('asks who is there before it says what is missing', async () => {
    expect((await get('/own/inherited')).status).toBe(401);
    expect((await get('/closed')).status).toBe(401);
  });

  it('takes the declaration of the controller where the method has none', async () => {
    expect((await get('/own/inherited', 'viewer')).status).toBe(200);
  });

  it('names the rights that are missing', async () => {
    const answer = await get('/own/several', 'operator');

    expect(await answer.json()).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      detail: 'your role does not have the right segments:write',
    });
    expect((await get('/own/several', 'marketer')).status).toBe(200);
  });

  it('serves what is public to anybody', async () => {
    expect((await get('/own/public')).status).toBe(200);
  });
});

describe('the roles', () => {
  it('give an owner everything, and a viewer no personal data', () => {
    expect(RIGHTS.filter((right) => !hasRight('owner', right))).toEqual([]);
    expect(rightsOf('viewer')).toEqual(['view']);
  });

  it('let only owners give access and read the audit log', () => {
    const roles = ROLES.filter(
      (role) => hasRight(role, 'access:write') || hasRight(role, 'audit:read'),
    );

    expect(roles).toEqual(['owner']);
  });
});
