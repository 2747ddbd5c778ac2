import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import { toText } from '../../scenarios/report-text.js';
import { TEMPLATES } from './library/templates.js';
import { TEMPLATE_CASES } from './testing/template-cases.js';
import { TemplateWorld } from './testing/template-world.js';

const CASES = TEMPLATE_CASES.map(({ template, parameters = {}, ...people }) => ({
  template,
  parameters,
  given: JSON.stringify(parameters),
  ...people,
}));

describe('templates', () => {
  let database: Database;
  let world: TemplateWorld;

  beforeAll(async () => {
    database = await openTestDatabase();
    world = await TemplateWorld.open(database);
  });
  afterAll(() => database.close());

  it.each(CASES)('$template $given finds the right people', async (given) => {
    const { template, parameters, members, others } = given;
    const people = { ...members, ...others };
    await world.fill(people);

    const { rule } = await world.templates.instantiate(template, parameters);

    const outcome = await world.expect(rule, people, Object.keys(members));
    expect(toText(outcome)).toBe('✓ made.json: 1 passed');
  });

  it.each(TEMPLATES.map(({ key }) => key))('%s is tried on people', (key) => {
    expect(CASES.map(({ template }) => template)).toContain(key);
  });
});
