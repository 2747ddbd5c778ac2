import 'reflect-metadata';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changePeople } from './changes.js';
import { makePeople } from './people.js';
import { count, dim, green, print, printTable, printTitle, red } from './print.js';
import { fillAnalytics, fillCrm, fillNewsletter, webMessages } from './sources.js';
import { Stage } from './stage.js';

const PEOPLE = 2_000;
const SEED = 7;
/** What shells expect of a process that Ctrl+C ended. */
const INTERRUPTED = 130;

/**
 * Runs a whole hub against stand-ins of its vendors on this machine: reads 2,000 people from four sources, evaluates six
 * segments, fills six audiences, asks the vendors whether they hold just that, changes some people, and does it again.
 *
 * @param args `--keep` leaves everything running, with its schedule, until Ctrl+C
 * @returns the exit code: 0 when every audience equals its segment
 */
export async function demo(args: readonly string[]): Promise<number> {
  const startedAt = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'segue-demo-'));
  // Whatever ends the process: on Ctrl+C it is the server that does.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const stage = await Stage.open(folder);
  printTitle('Running here, on this machine only');
  printTable(stage.addresses);

  let isInterrupted = false;
  process.once('SIGINT', () => (isInterrupted = true));
  const isRight = await play(stage).catch((error: unknown) => {
    if (isInterrupted) return false;
    throw error;
  });
  if (isInterrupted) return INTERRUPTED;

  printTitle(isRight ? green('Every audience equals its segment.') : red('Something is wrong.'));
  print(dim(`It took ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`));
  if (args.includes('--keep')) return keep(stage);
  print('To look at it in the console: npm run demo -- --keep');
  await stage.close();
  return isRight ? 0 : 1;
}

async function play(stage: Stage): Promise<boolean> {
  const now = new Date();
  const people = makePeople(PEOPLE, SEED, now);
  const contacts = fillCrm(stage.world, people);
  fillAnalytics(stage.world, people);
  fillNewsletter(stage.world, people);
  const orders = people.flatMap((person) => person.orders.map((order) => [person, order] as const));

  printTitle(`1  ${count(PEOPLE)} people, as four sources know them`);
  const areRead = await stage.take(webMessages(people), orders);
  const isFirstRight = (await stage.showSegments()) && (await stage.sync());

  const changes = changePeople(stage.world, people, contacts, now);
  printTitle('2  Some of them change');
  for (const line of changes.told) print(`  ${line}`);
  print();
  const isReadAgain = await stage.take(changes.messages, changes.orders);
  const isSecondRight = (await stage.showSegments()) && (await stage.sync());

  printTitle('3  Nothing changes');
  const isQuiet = await stage.sync();
  return areRead && isFirstRight && isReadAgain && isSecondRight && isQuiet;
}

/** @returns never: the server ends the process when it is asked to stop */
async function keep(stage: Stage): Promise<never> {
  print(stage.startSchedule());
  print('Everything keeps running, by the schedules of the file, until Ctrl+C.');
  return new Promise(() => undefined);
}
