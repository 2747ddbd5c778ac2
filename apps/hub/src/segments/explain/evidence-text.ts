import type {
  AbsentStep,
  Evidence,
  EventEvidence,
  FoundStep,
  SequenceEvidence,
  ShownEvent,
  TraitEvidence,
  WindowBounds,
} from './evidence.js';

/** Evidence in a few lines for people to read. */
export function evidenceText(evidence: Evidence | null): readonly string[] {
  switch (evidence?.kind) {
    case undefined:
      return [];
    case 'trait':
      return [traitText(evidence)];
    case 'event':
      return eventLines(evidence);
    case 'sequence':
      return sequenceLines(evidence);
    case 'segment':
      return [
        evidence.memberSince ? `member since ${evidence.memberSince}` : 'stored as no member',
      ];
    case 'static':
      return [
        evidence.addedAt
          ? `added at ${evidence.addedAt} by ${evidence.addedBy ?? 'somebody'}`
          : 'not in the list',
      ];
    case 'identifier': {
      const values = evidence.values.map(({ value }) => value).join(', ');
      return [values === '' ? 'it has none' : `it has ${values}`];
    }
    case 'source':
      return [evidence.knownSince ? `known since ${evidence.knownSince}` : 'not known there'];
    case 'consent': {
      const { state, source } = evidence;
      return [source ? `${state}, as ${source.connection} said at ${source.at}` : state];
    }
    case 'bucket':
      return [`its share is ${evidence.share} per cent`];
    case 'firstSeen':
    case 'lastSeen':
      return [evidence.at ?? 'never heard of', windowText(evidence.window)];
  }
}

function traitText({ value, source, since, comparedWith }: TraitEvidence): string {
  const said = source ? `, as ${source.connection} said at ${source.at}` : '';
  const held = since ? `, so since ${since}` : '';
  const other = comparedWith === undefined ? '' : `; the other is ${valueText(comparedWith)}`;
  return `it is ${valueText(value)}${said}${held}${other}`;
}

const valueText = (value: unknown): string => (value === null ? 'missing' : JSON.stringify(value));

function eventLines(evidence: EventEvidence): readonly string[] {
  const { count, value, events, window, periods, chosen } = evidence;
  const measured = value === undefined ? '' : `, which give ${value ?? 'no value'}`;
  const more = events.length < count ? `, the latest ${events.length}:` : '';
  return [
    ...(window ? [windowText(window)] : []),
    `${count} ${count === 1 ? 'event' : 'events'} found${measured}${more}`,
    ...events.map(shownText),
    ...(periods ?? []).map(
      ({ from, to, count: n, holds }) => `${holds ? '✓' : '✗'} ${n} from ${from} to before ${to}`,
    ),
    ...(chosen ? [`chosen: ${shownText(chosen)}`] : []),
  ];
}

function sequenceLines({ steps, absent, window, isPartial }: SequenceEvidence): readonly string[] {
  return [
    ...(window ? [windowText(window)] : []),
    ...steps.map((step, index) => `${index + 1}. ${stepText(step)}`),
    ...(absent ? [`${steps.length + 1}. ${absentText(absent)}`] : []),
    ...(isPartial ? ['only the latest events were looked at'] : []),
  ];
}

function stepText({ state, event, until }: FoundStep): string {
  if (state === 'missing' || event === null) return until ? `missing, until ${until}` : 'missing';
  return state === 'late' ? `too late, after ${until}: ${shownText(event)}` : shownText(event);
}

function absentText({ state, event, until }: AbsentStep): string {
  if (state === 'blocked' && event) return `blocked by ${shownText(event)}`;
  return state === 'waiting' ? `nothing came yet, until ${until}` : 'nothing came';
}

function shownText({ name, at, properties }: ShownEvent): string {
  const named = Object.keys(properties).length === 0 ? '' : ` ${JSON.stringify(properties)}`;
  return `${at} ${name}${named}`;
}

function windowText({ from, isFromIncluded, to, isToIncluded }: WindowBounds): string {
  const begin = from && `${isFromIncluded ? 'from' : 'after'} ${from}`;
  const end = to && `${isToIncluded ? 'up to' : 'before'} ${to}`;
  return `window: ${[begin, end].filter((part) => part !== null).join(', ')}`;
}
