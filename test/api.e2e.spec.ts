import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type HubServer } from '../apps/hub/src/http/create-server.js';
import { ApplyConfigService } from '../apps/hub/src/hub/apply-config.service.js';
import { loadHub } from '../apps/hub/src/hub/load-hub.js';
import { Database } from '../apps/hub/src/database/database.js';

const CONFIG = `
workspace: { name: Acme }
connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: pat-eu1-not-a-real-token, baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;

describe('smoke', () => {
  it('works', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'segue-'));
    await writeFile(join(folder, 'segue.yaml'), CONFIG);
    const hub = await loadHub(join(folder, 'segue.yaml'), {});
    const database = await Database.open({ kind: 'pglite' });
    const { app, listen } = await createServer(hub, database, { port: 0 });
    await app.get(ApplyConfigService).apply();
    const url = await listen();
    for (const path of ['/api/health', '/api/status', '/api/openapi.json', '/api/docs', '/api/docs/swagger-ui.css', '/api/nope', '/nope', '/api/segments/everyone/members?limit=0', '/api/runs/x', '/api/syncs/x/plan']) {
      const r = await fetch(url + path);
      process.stdout.write(`${path} ${r.status} ${(await r.text()).slice(0, 1500)}\n`);
    }
    const r = await fetch(url + '/api/run', { method: 'POST', headers: {'content-type': 'application/json'}, body: '{"ids":["crm"' });
    process.stdout.write(`${r.status} ${await r.text()}\n`);
    const s = await fetch(url + '/api/run', { method: 'POST' });
    process.stdout.write(`${s.status} ${await s.text()}\n`);
    await app.close();
    await rm(folder, { recursive: true });
  });
});
