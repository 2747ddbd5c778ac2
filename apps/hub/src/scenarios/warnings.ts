/** So many places are enough to find the cause. */
const MOST_PLACES = 5;

/** What happened in a scenario that is no failure: each thing once, with how often and where. */
export class Warnings {
  private readonly places = new Map<string, { count: number; first: string[] }>();

  add(message: string, place: string): void {
    const known = this.places.get(message) ?? { count: 0, first: [] };
    known.count++;
    if (known.first.length < MOST_PLACES) known.first.push(place);
    this.places.set(message, known);
  }

  get lines(): readonly string[] {
    return [...this.places].map(([message, { count, first }]) => {
      const more = count > first.length ? ` and ${count - first.length} more` : '';
      return `${message} (${first.join(', ')}${more})`;
    });
  }
}
