import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseRule } from '../segments/rules/parse-rule.js';
import { loadConfig } from './load-config.js';

describe('loadConfig', () => {
  let folder: string;
  const load = (name: string) =>
    loadConfig({
      file: join(folder, name),
      env: {},
      connectors: () => undefined,
      pluginKeys: [],
      parseRule,
      referencedSegments: () => [],
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('reads the file', async () => {
    await writeFile(join(folder, 'segue.yaml'), '\uFEFFworkspace: { name: Acmé }\r\n');

    const { file, workspace } = await load('segue.yaml');

    expect(file).toBe(join(folder, 'segue.yaml'));
    expect(workspace.name).toBe('Acmé');
  });

  it.each([
    ['segue.yaml', 'does not exist: run `segue init` to write one'],
    ['.', 'cannot be read'],
  ])('refuses %s in an empty folder', async (name, message) => {
    await expect(load(name)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [
        { file: join(folder, name), line: 1, column: 1, message: expect.stringContaining(message) },
      ],
    });
  });
});
