import type { Message } from './send-messages.js';
import { seededRandom } from '../../apps/hub/src/demo/draw.js';
import type { VendorWorld } from './vendor-world.js';

export const LIST_ID = 'list1';
export const GA4_DIMENSION = 'customUser:crm_id';

const HOUR_MS = 3_600_000;

/** A person as they really are: what the hub should find out. */
export interface RealPerson {
  /** In HubSpot; none when they were never there, or are archived. */
  readonly contactId?: string;
  /** The one to write to. Some people have none. */
  readonly email?: string;
  /** In the shop and in GA4. */
  readonly userIds: readonly string[];
  readonly isPro: boolean;
  readonly sessions: number;
  readonly orders: number;
  /** What GA4 reports. */
  readonly visits: number;
}

type WithContact = RealPerson & { readonly contactId: string; readonly email: string };

/**
 * People who change at random, the same for the same seed, in HubSpot, GA4, Mailchimp and the web shop. It keeps account of
 * them by itself, so that the hub's work can be held against something that shares no code with it.
 */
export class ChangingPeople {
  people: readonly RealPerson[] = [];
  /** Addresses of members of the list who unsubscribed, in lower case. */
  readonly unsubscribed = new Set<string>();
  /** Addresses that pass to another profile before the next sync. */
  private messages: Message[] = [];
  private made = 0;
  private readonly random: () => number;

  constructor(
    private readonly world: VendorWorld,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  add(count: number): void {
    for (let n = 0; n < count; n += 1) this.people = [...this.people, this.makePerson()];
  }

  /** Some of everything. */
  change(): void {
    this.add(this.upTo(3));
    for (let n = 0; n < 3; n += 1) this.togglePlan();
    for (let n = 0; n < this.upTo(2); n += 1) this.changeEmail();
    if (this.chance(0.7)) this.merge();
    if (this.chance(0.5)) this.archive();
    for (let n = 0; n < this.upTo(3); n += 1) this.unsubscribe();
    for (let n = 0; n < 6; n += 1) this.visitShop();
    for (let n = 0; n < 2; n += 1) this.order();
    for (let n = 0; n < 3; n += 1) this.report();
  }

  /** What the shop has to send since the last call. */
  takeMessages(): readonly Message[] {
    const { messages } = this;
    this.messages = [];
    return messages;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  one<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }

  /** 1 to `most`. */
  private upTo(most: number): number {
    return 1 + Math.floor(this.random() * most);
  }

  private makePerson(): RealPerson {
    const n = this.made++;
    const userId = `u${n}`;
    const isKnownToShopOnly = this.chance(0.2);
    const email = n % 17 === 16 ? undefined : this.newEmail(n % 13 === 12 ? 'gone' : 'person');
    const isPro = this.chance(0.4);
    const hasContact = email !== undefined && !isKnownToShopOnly;
    const contactId = hasContact
      ? this.world.hubspot.create({ email, firstname: `Person ${n}`, plan: planOf(isPro) })
      : undefined;
    this.messages.push({
      type: 'identify',
      userId,
      messageId: `identify-${n}`,
      timestamp: anHourAgo(),
      traits: email === undefined ? {} : { email },
    });
    const person: RealPerson = {
      ...(contactId === undefined ? {} : { contactId }),
      ...(email === undefined ? {} : { email }),
      userIds: [userId],
      isPro,
      sessions: 0,
      orders: 0,
      visits: this.upTo(20),
    };
    this.tellGa4(person);
    return person;
  }

  private togglePlan(): void {
    const person = this.oneInHubspot();
    const isPro = !person.isPro;
    this.world.hubspot.update(person.contactId, { plan: planOf(isPro) });
    this.replace(person, { ...person, isPro });
  }

  private changeEmail(): void {
    const person = this.oneInHubspot();
    const email = this.newEmail('moved');
    this.world.hubspot.update(person.contactId, { email });
    this.replace(person, { ...person, email });
  }

  /** The first one's address stays, whichever of the two profiles survives. */
  private merge(): void {
    const first = this.oneInHubspot();
    const second = this.oneInHubspot();
    if (first === second) return;
    const merged: RealPerson = {
      ...first,
      contactId: this.world.hubspot.merge(first.contactId, second.contactId),
      userIds: [...first.userIds, ...second.userIds],
      sessions: first.sessions + second.sessions,
      orders: first.orders + second.orders,
    };
    this.people = this.people.filter((person) => person !== second);
    this.replace(first, merged);
    this.tellGa4(merged);
  }

  private archive(): void {
    const { contactId, ...person } = this.oneInHubspot();
    this.world.hubspot.archive(contactId);
    const former = this.people.find((other) => other.contactId === contactId)!;
    this.replace(former, person);
  }

  private unsubscribe(): void {
    const { email } = this.oneInHubspot();
    if (this.unsubscribed.has(email)) return;
    if (email.startsWith('gone@')) return;
    const member = this.world.mailchimp.member(LIST_ID, email);
    if (member) member.status = 'unsubscribed';
    else this.world.mailchimp.addMember(LIST_ID, email, 'unsubscribed');
    this.unsubscribed.add(email);
  }

  private visitShop(): void {
    const person = this.one(this.people);
    this.track(person, 'Session Started');
    this.track(person, 'Session Started');
    this.replace(person, { ...person, sessions: person.sessions + 2 });
  }

  private order(): void {
    const person = this.one(this.people);
    this.track(person, 'Order Completed');
    this.replace(person, { ...person, orders: person.orders + 1 });
  }

  private report(): void {
    const person = this.one(this.people);
    const changed = { ...person, visits: this.upTo(20) };
    this.replace(person, changed);
    this.tellGa4(changed);
  }

  private track({ userIds }: RealPerson, event: string): void {
    const messageId = `track-${this.made++}`;
    const userId = this.one(userIds);
    this.messages.push({ type: 'track', event, userId, messageId, timestamp: anHourAgo() });
  }

  private tellGa4({ userIds, visits }: RealPerson): void {
    for (const userId of userIds) {
      this.world.ga4.report.setMetrics(GA4_DIMENSION, userId, { sessions: visits });
    }
  }

  private oneInHubspot(): WithContact {
    return this.one(this.people.filter(isInHubspot));
  }

  /** A `gone` one was deleted from the list for good. */
  private newEmail(name: 'person' | 'moved' | 'gone'): string {
    const email = `${name}@p${this.made++}.example.com`;
    if (name === 'gone') this.world.mailchimp.forget(LIST_ID, email);
    return email;
  }

  private replace(former: RealPerson, person: RealPerson): void {
    this.people = this.people.map((other) => (other === former ? person : other));
  }
}

export const isInHubspot = (person: RealPerson): person is WithContact =>
  person.contactId !== undefined;

const planOf = (isPro: boolean): string => (isPro ? 'pro' : 'free');
const anHourAgo = (): string => new Date(Date.now() - HOUR_MS).toISOString();
