import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../support/postgres-server.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const JEST = [
  '--experimental-vm-modules',
  '--no-warnings=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  'test/scenarios.spec.ts',
];
const SERVER = 'SEGUE_TEST_DATABASE_URL';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Runs the scenarios on PGlite, then on PostgreSQL: the server that the environment names, or one of its own. Ends with
 * `N passed, N failed` over both.
 *
 * @param args  go to Jest, such as `-t window`
 * @returns the exit code
 */
export async function runOnBoth(args: readonly string[]): Promise<number> {
  // Jest gets the signal as well, and ends; what was started here is then stopped in the usual way.
  process.on('SIGINT', () => undefined);
  say('── scenarios on PGlite');
  const pglite = await runJest(args, undefined);
  say('── scenarios on PostgreSQL');
  const postgres = await runOnPostgres(args);
  const [passed, failed] = [pglite.passed + postgres.passed, pglite.failed + postgres.failed];
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runOnPostgres(args: readonly string[]): Promise<Count> {
  const given = process.env[SERVER];
  if (given) return runJest(args, given);
  const server = await startPostgres();
  if (!server) {
    say(`PostgreSQL is not installed: install it, or name a server in ${SERVER}`);
    return { passed: 0, failed: 1 };
  }
  try {
    return await runJest(args, server.url);
  } finally {
    await server.stop();
  }
}

/** @param url  of a PostgreSQL server; without one the specs take PGlite */
async function runJest(args: readonly string[], url: string | undefined): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-scenarios-'));
  const outputFile = join(folder, 'results.json');
  const code = await run([...JEST, '--json', `--outputFile=${outputFile}`, ...args], {
    ...process.env,
    [SERVER]: url,
  });
  const results = await readFile(outputFile, 'utf8').catch(() => '{}');
  await rm(folder, { recursive: true, force: true });
  return countOf(JSON.parse(results) as Results, code);
}

interface Results {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
}

/** A run that failed as a whole, or that ran nothing, is a failure too. */
function countOf(
  { numPassedTests: passed = 0, numFailedTests: failed = 0 }: Results,
  code: number,
) {
  const isFailure = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: isFailure ? 1 : failed };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
