import { describe, expect, it } from '@jest/globals';
import { parseScenario, readScenario } from './read-scenario.js';
import { ScenarioError } from './scenario-error.js';

const AT = '2026-01-01T00:00:00Z';

const parse = (scenario: object) => parseScenario(JSON.stringify(scenario), 'tests/a.json');

/** What is wrong with a scenario, without the places in the file. */
const problemsOf = async (scenario: object): Promise<readonly string[]> =>
  parse(scenario).then(
    () => [],
    (error: ScenarioError) => error.problems.map(({ path, message }) => `${path} ${message}`),
  );

describe('parseScenario', () => {
  it('takes a step with nothing but its instant, and fills in the defaults', async () => {
    const scenario = await parse({ steps: [{ at: AT }] });

    expect(scenario).toMatchObject({
      file: 'tests/a.json',
      timezone: 'UTC',
      identity: {
        identifiers: [
          { type: 'userId' },
          { type: 'anonymousId' },
          { type: 'email' },
          { type: 'phone' },
        ],
        block: [],
      },
      steps: [{ at: { text: AT }, send: [], erase: [], sendFiles: [] }],
    });
  });

  it('takes remarks of any form', async () => {
    const remarks = { title: 'a', after: { x: 1 }, differs: [true] };

    const scenario = await parse({ ...remarks, steps: [{ at: AT, ...remarks }] });

    expect(scenario.steps).toHaveLength(1);
  });

  it('reads JSON with tabs, and YAML with a byte order mark', async () => {
    const json = await parseScenario(`{\n\t"steps": [\n\t\t{ "at": "${AT}" }\n\t]\n}`, 'a.json');
    const yaml = await parseScenario(`\u{FEFF}steps:\n  - at: ${AT}\n`, 'a.yaml');

    expect([json.steps.length, yaml.steps.length]).toEqual([1, 1]);
  });

  it('keeps the default types of identifiers where only values are blocked', async () => {
    const { identity } = await parse({ identity: { block: ['^x$'] }, steps: [{ at: AT }] });

    expect(identity.block).toEqual(['^x$']);
    expect(identity.identifiers).toHaveLength(4);
  });

  it.each<[string, object, string]>([
    ['no steps', {}, 'steps is missing'],
    ['an empty list of steps', { steps: [] }, 'steps must not be empty'],
    ['an unknown key', { stepps: [], steps: [{ at: AT }] }, 'did you mean "steps"?'],
    ['a time zone that is none', { timezone: 'Europe/Berln', steps: [{ at: AT }] }, 'timezone'],
    ['an unknown type of identifier', identity({ type: 'ssn' }), 'identity.identifiers[0].type'],
    ['a limit of zero', identity({ type: 'email', limit: 0 }), 'identity.identifiers[0].limit'],
    ['a step without an instant', { steps: [{}] }, 'steps[0].at is missing: must be an ISO 8601'],
    ['an instant that is none', { steps: [{ at: '2026-02-30' }] }, 'steps[0].at must be an ISO'],
    ['an unknown key of a step', step({ expects: {} }), 'did you mean "expect"?'],
    ['messages that are no list', step({ send: { type: 'track' } }), 'steps[0].send'],
    ['a file that is not there', step({ sendFile: 'no.ndjson' }), 'relative to the scenario'],
    ['a folder for a file', step({ sendFile: ['.'] }), 'steps[0].sendFile[0]'],
    ['a name that is none', step({ erase: [true] }), 'steps[0].erase[0] must be a user id'],
    ['members that are no list', step({ expect: { all: 'u1' } }), 'steps[0].expect.all'],
    ['an unknown segment', step({ expect: { al: [] } }), 'did you mean "all"?'],
    ['the size of an unknown segment', step({ expectSize: { nope: 1 } }), 'expectSize.nope'],
    ['a size that is none', step({ expectSize: { all: -1 } }), 'a whole number, 0 or more'],
    ['a comparison that is none', step({ expectSize: { all: { gt: 1, lt: 2 } } }), 'must be only'],
    ['a profile without identifiers', step({ expectProfiles: [[]] }), 'expectProfiles[0]'],
    ['traits that are no mapping', step({ expectTraits: { u1: 'paid' } }), 'expectTraits.u1'],
    ['an error that no step can have', step({ expectError: { all: '/x' } }), 'this step defines'],
    ['a rule that is none', { segments: { a: { all: [] } }, steps: [{ at: AT }] }, '/all:'],
    ['an edit that is none', step({ define: { all: { event: 'A', count: 3 } } }), '/count:'],
    ['a rule for no segment', step({ define: { all: { segment: 'x' } } }), '/segment: must be'],
  ])('refuses %s, saying so where it is', async (_, scenario, message) => {
    const problems = await problemsOf(scenario);

    expect(problems.join('\n')).toContain(message);
    expect(problems).toHaveLength(1);
  });

  it('reports all problems at once, each with file, line and column', async () => {
    const text = `timezone: Mars\nsegments:\n  a: { segment: b }\n  b: { segment: a }\nsteps:\n  - at: noon\n`;

    const parsed = parseScenario(text, 'tests/a.yaml');

    await expect(parsed).rejects.toThrow(
      new ScenarioError([
        problem(1, 11, 'timezone', 'must be the IANA name of a time zone, such as Europe/Berlin'),
        problem(6, 9, 'steps[0].at', 'must be an ISO 8601 date-time, such as 2026-01-31T12:00:00Z'),
        problem(3, 6, 'segments.a', '/segment: must not lead back to "a" itself'),
        problem(4, 6, 'segments.b', '/segment: must not lead back to "b" itself'),
      ]),
    );
  });

  it('refuses YAML that is none, with its place', async () => {
    await expect(parseScenario('steps: [\n', 'a.yaml')).rejects.toThrow(
      /^a\.yaml:2:1 is not indented/,
    );
  });

  it('keeps what a step expects to be refused apart from what is saved', async () => {
    const { steps } = await parse({
      segments: { a: { everyone: true } },
      steps: [
        {
          at: AT,
          define: { a: { any: [] }, b: { segment: 'a' } },
          expectError: { a: '/any' },
        },
      ],
    });

    expect([...steps[0]!.definitions.accepted.keys()]).toEqual(['b']);
    expect(steps[0]!.definitions.refused.get('a')).toMatchObject([{ pointer: '/any' }]);
  });
});

describe('readScenario', () => {
  it('says which file does not exist', async () => {
    await expect(readScenario('tests/none.yaml')).rejects.toThrow('tests/none.yaml does not exist');
  });

  it('says which file cannot be read', async () => {
    await expect(readScenario('.')).rejects.toThrow('. cannot be read');
  });
});

function step(keys: object): object {
  return { segments: { all: { everyone: true } }, steps: [{ at: AT, ...keys }] };
}

function identity(identifier: object): object {
  return { identity: { identifiers: [identifier] }, steps: [{ at: AT }] };
}

function problem(line: number, column: number, path: string, message: string) {
  return { file: 'tests/a.yaml', location: { line, column }, path, message };
}
