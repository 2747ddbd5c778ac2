import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOUNTED_ROUTES } from '../apps/hub/src/access/mounted-routes.js';
import { RIGHTS } from '../apps/hub/src/access/right.js';
import { PUBLIC_ROUTES } from '../apps/hub/src/http/public-paths.js';
import { IngestService } from '../apps/hub/src/ingest/ingest.service.js';
import { HubServerUnderTest } from './support/hub-server.js';
import { declarationsOf, routesOf, type Route } from './support/routes-of.js';

const CONFIG = `
connections:
  - { id: web, plugin: segment, settings: { writeKey: abcdefghijklmnopqrstuvwxyz012345 } }
`;

describe('the routes of a hub', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
  });

  afterAll(() => hub.close());

  const isMounted = ({ path }: Route) =>
    MOUNTED_ROUTES.some((mounted) => path === mounted.path || path.startsWith(`${mounted.path}/`));

  /** Push sources look for a write key themselves. */
  const isPushed = ({ path }: Route) =>
    hub.app
      .get(IngestService)
      .receivers.some(({ push }) => push.routes.some((route) => route.path === path));

  it('each declare what they need', () => {
    const declarations = declarationsOf(hub.app);

    const undeclared = routesOf(hub.app).filter(
      (route) =>
        declarations.get(`${route.method} ${route.path}`) === undefined &&
        !isMounted(route) &&
        !isPushed(route),
    );

    expect(undeclared).toEqual([]);
    expect(declarations.size).toBeGreaterThan(25);
  });

  it('are all known to the enumeration', () => {
    const served = new Set(routesOf(hub.app).map(({ method, path }) => `${method} ${path}`));

    expect([...declarationsOf(hub.app).keys()].filter((route) => !served.has(route))).toEqual([]);
    expect(routesOf(hub.app).filter(isPushed).length).toBeGreaterThan(5);
    expect(routesOf(hub.app).filter(isMounted).length).toBeGreaterThan(2);
  });

  it('need rights that exist, and only a few need nobody', () => {
    const declared = [...declarationsOf(hub.app)];

    const open = declared.filter(([, needs]) => needs === 'public').map(([route]) => route);
    expect(
      open.map((route) => route.replace(/^\w+/, (method) => method.toUpperCase())).sort(),
    ).toEqual([...PUBLIC_ROUTES].sort());
    expect(RIGHTS).toEqual(
      expect.arrayContaining(declared.flatMap(([, needs]) => (needs === 'public' ? [] : needs!))),
    );
  });

  it('that push sources serve are not below /api', () => {
    expect(routesOf(hub.app).filter((r) => isPushed(r) && /^\/api\b/i.test(r.path))).toEqual([]);
  });
});
