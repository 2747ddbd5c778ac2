import { IsInt, Max, Min } from 'class-validator';
import { defineSource, Label, type SourceRecord } from '@segue/sdk';
import { makePerson } from './demo-people.js';
import { recordsOf } from './demo-records.js';

/** Some 600 records. */
const PEOPLE_PER_PAGE = 20;

export class DemoSettings {
  @Label('People')
  @IsInt()
  @Min(1)
  @Max(5_000)
  people = 500;
}

interface Checkpoint {
  /** What the past of all people is told from, whenever they are read. */
  readonly now: string;
  /** Number of the next person. */
  readonly next: number;
}

/** Made-up people and the last 90 days of what they did in a shop. There is no vendor; once they are read they stand still. */
export const demo = defineSource<DemoSettings, Checkpoint>({
  key: 'demo',
  title: 'Demo data',
  settings: DemoSettings,
  streams: [
    {
      key: 'people',
      title: 'Made-up people',
      schema: { traits: 'of a person', event: 'what they did in a shop' },
    },
  ],
  check: () => Promise.resolve(),

  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
  async *read({ settings, now: clock }, state) {
    const now = state?.now ?? clock().toISOString();
    let next = state?.next ?? 0;
    while (next < settings.people) {
      const end = Math.min(next + PEOPLE_PER_PAGE, settings.people);
      const records: SourceRecord[] = [];
      for (; next < end; next++) records.push(...recordsOf(makePerson(next, new Date(now))));
      yield { records, checkpoint: { now, next } };
    }
  },
});
