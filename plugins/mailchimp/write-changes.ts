import {
  toConnectorError,
  type Change,
  type Context,
  type Target,
  type WriteResult,
} from '@segue/sdk';
import { inLanes } from './lanes.js';
import type { MailchimpAudience, MailchimpSettings } from './mailchimp.settings.js';
import { createMembers, hasFields, setMergeFields } from './members.js';
import { addressOf, memberIdOf, peopleIn, type Person } from './people.js';
import { NO_EMAIL, NOT_A_MEMBER, NOT_YET_A_MEMBER, OK, type Outcome } from './refusal.js';
import { changeSegment } from './segments.js';

/**
 * Requests in flight at the same time. Mailchimp refuses the eleventh of a user, whichever of their tools sends it.
 *
 * Source: https://mailchimp.com/developer/marketing/docs/fundamentals/#throttling
 */
export const CONCURRENCY = 5;

/** @throws ConnectorError only while nothing was written */
export function writeChanges(
  ctx: Context<MailchimpSettings>,
  target: Target<MailchimpAudience>,
  changes: readonly Change[],
): Promise<readonly WriteResult[]> {
  return new Delivery(ctx, target, changes).run();
}

/**
 * One batch. It thinks in addresses, because that is what Mailchimp answers: two profiles with one address are one member,
 * and both of them get that member's result.
 *
 * Fields come before membership: an automation that the segment triggers reads them.
 */
class Delivery {
  private readonly people: ReadonlyMap<string, Person>;
  /** Addresses to be added to the segment, less those that turn out to be refused. */
  private readonly joining: Map<string, Person>;
  private readonly arrivals = new Map<string, Outcome>();
  private readonly departures = new Map<string, Outcome>();
  private readonly created = new Set<string>();
  /** Before the segment call, which is the last. */
  private hasWritten = false;

  constructor(
    private readonly ctx: Context<MailchimpSettings>,
    private readonly target: Target<MailchimpAudience>,
    private readonly changes: readonly Change[],
  ) {
    this.people = peopleIn(changes, ctx.settings.consentTrait);
    this.joining = new Map([...this.people].filter(([, { isJoining }]) => isJoining));
  }

  async run(): Promise<readonly WriteResult[]> {
    try {
      await this.ensureMembers();
      await this.changeSegment();
    } catch (thrown) {
      if (!this.hasWritten) throw thrown;
      return this.results({ status: 'failed', error: toConnectorError(thrown) });
    }
    return this.results(OK);
  }

  /** Afterwards whoever is still `joining` is on the list, or, with `skip`, may be. */
  private async ensureMembers(): Promise<void> {
    const people = [...this.people.values()];
    if (this.ctx.settings.newMemberStatus === 'skip') {
      return this.setFields(people, (person) => this.settle(person.address, NOT_A_MEMBER));
    }
    const members = people.filter(({ isJoining }) => !isJoining);
    await this.setFields(members, (person) => this.joining.set(person.address, person));
    await this.createMissing([...this.joining.values()]);
  }

  private async createMissing(people: readonly Person[]): Promise<void> {
    if (people.length === 0) return;
    const { listId } = this.target.settings;
    const { newMemberStatus } = this.ctx.settings;
    const { created, refused } = await createMembers(this.ctx.http, listId, people, (person) =>
      newMemberStatus === 'subscribed' && person.isConsenting ? 'subscribed' : 'transactional',
    );
    if (created.size > 0) this.hasWritten = true;
    for (const address of created) this.created.add(address);
    for (const [address, outcome] of refused) this.settle(address, outcome);

    const existing = people.filter(({ address }) => !created.has(address) && !refused.has(address));
    await this.setFields(existing, (person) => this.settle(person.address, NOT_A_MEMBER));
  }

  private async setFields(
    people: readonly Person[],
    onMissing: (person: Person) => void,
  ): Promise<void> {
    const { listId } = this.target.settings;
    await inLanes(people.filter(hasFields), CONCURRENCY, async (person) => {
      const outcome = await setMergeFields(this.ctx.http, listId, person);
      if (outcome === 'missing') return onMissing(person);
      if (outcome.status !== 'ok') return this.settle(person.address, outcome);
      this.hasWritten = true;
      if (!person.isJoining) this.settle(person.address, OK);
    });
  }

  private async changeSegment(): Promise<void> {
    const add = [...this.joining.keys()];
    const remove = this.addressesToRemove();
    if (add.length === 0 && remove.length === 0) return;
    const ids = { listId: this.target.settings.listId, segmentId: this.target.audienceId };
    const refused = await changeSegment(this.ctx.http, ids, add, remove);
    for (const address of add) {
      const outcome = refused.get(address) ?? OK;
      const isLate = outcome === NOT_A_MEMBER && this.created.has(address);
      this.arrivals.set(address, isLate ? NOT_YET_A_MEMBER : outcome);
    }
    for (const address of remove) {
      const outcome = refused.get(address) ?? OK;
      this.departures.set(address, outcome === NOT_A_MEMBER ? OK : outcome);
    }
  }

  /**
   * Addresses that leave, and those that people gave up for a new one which is being added. Mailchimp gets no address twice:
   * whoever joins or stays with the same address keeps it in the segment.
   */
  private addressesToRemove(): readonly string[] {
    const staysIn = (address: string) =>
      this.joining.has(address) || this.people.get(address)?.isJoining === false;
    const former = this.changes.flatMap(({ op, before, after }) => {
      const address = addressOf(before);
      const leaves = op === 'leave' || this.joining.has(addressOf(after) ?? '');
      return address !== undefined && leaves && !staysIn(address) ? [address] : [];
    });
    return [...new Set(former)];
  }

  private settle(address: string, outcome: Outcome): void {
    this.arrivals.set(address, outcome);
    if (outcome.status !== 'ok') this.joining.delete(address);
  }

  /** @param rest  for everything that was not settled: nothing had to be sent for it, or the batch broke off before */
  private results(rest: Outcome): readonly WriteResult[] {
    return this.changes.map(({ id, op, before, after }) => {
      const address = addressOf(after);
      const left = this.departureOf(addressOf(before), rest);
      if (op === 'leave') return { id, ...left };
      if (address === undefined) return { id, status: 'skipped', ...NO_EMAIL };
      const arrived = this.arrivals.get(address) ?? rest;
      if (arrived.status !== 'ok') return { id, ...arrived };
      if (addressOf(before) !== address && left.status !== 'ok') return { id, ...left };
      return { id, status: 'ok', externalId: memberIdOf(address) };
    });
  }

  private departureOf(address: string | undefined, rest: Outcome): Outcome {
    if (address === undefined) return OK;
    return this.departures.get(address) ?? this.arrivals.get(address) ?? rest;
  }
}
