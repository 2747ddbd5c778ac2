import { Controller, Headers, Param, Sse, UseGuards, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import { hide } from '../access/personal.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { hasRight } from '../access/right.js';
import { ArrivalFeed, type Arrivals } from '../live/arrival-feed.service.js';
import { LiveFeed } from '../live/live-feed.service.js';
import { ApiProblems } from './api-problems.js';
import { KnownConnectionGuard } from './known-connection.guard.js';

const HEARTBEAT_MS = 15_000;
/** A browser comes back by itself; who it is, and what they may see, is then looked at anew. */
const LONGEST_MS = 15 * 60_000;
const RETRY_MS = 2_000;
/** Characters that may wait for somebody who does not read. */
const MOST_PENDING = { maxPendingDataLength: 256 * 1024 };

const EVENTS = {
  description: 'Server-sent events; a comment each 15 seconds',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const;

/** What goes on, as server-sent events. */
@ApiTags('live')
@Controller('api')
export class LiveController {
  constructor(
    private readonly feed: LiveFeed,
    private readonly arrivals: ArrivalFeed,
  ) {}

  @Sse('live', MOST_PENDING)
  @Needs('view')
  @ApiOperation({
    summary: 'Runs as they begin, get on and end, evaluations and changed definitions',
    description:
      '`run`, `evaluation`, `segments`, `workspace`; at first `refresh` when what was missed is not known, and `watching`',
  })
  @ApiOkResponse(EVENTS)
  live(
    @Headers('last-event-id') lastId: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Observable<MessageEvent> {
    return streamOf((send, end) =>
      this.feed.watch({ viewer: principal, send: (event) => send(toMessage(event)), end }, lastId),
    );
  }

  @Sse('connections/:id/live', MOST_PENDING)
  @Audited('view')
  @UseGuards(KnownConnectionGuard)
  @Needs('view')
  @ApiOperation({
    summary: 'What arrives from a connection, at this process. Personal data',
    description: '`arrivals`: up to 20 `records`, and how many `others` came with them',
  })
  @ApiOkResponse(EVENTS)
  @ApiProblems(404)
  incoming(
    @Param('id') id: string,
    @CurrentPrincipal() { role }: Principal,
  ): Observable<MessageEvent> {
    const isClear = hasRight(role, 'personal:read');
    return streamOf((send, end) =>
      this.arrivals.watch(id, {
        send: (arrivals) => send({ type: 'arrivals', data: isClear ? arrivals : masked(arrivals) }),
        end,
      }),
    );
  }
}

type Watch = (send: (message: MessageEvent) => void, end: () => void) => () => void;

/** From the first watcher's subscription to its end, with a sign of life in between. */
const streamOf = (watch: Watch): Observable<MessageEvent> =>
  new Observable((subscriber) => {
    subscriber.next({ comment: 'watching', retry: RETRY_MS });
    const stop = watch(
      (message) => subscriber.next(message),
      () => subscriber.complete(),
    );
    const heartbeat = setInterval(() => subscriber.next({ comment: 'alive' }), HEARTBEAT_MS);
    const longest = setTimeout(() => subscriber.complete(), LONGEST_MS);
    return () => {
      clearInterval(heartbeat);
      clearTimeout(longest);
      stop();
    };
  });

const toMessage = (event: {
  readonly type: string;
  readonly data: object;
  readonly id?: string;
}): MessageEvent => ({
  type: event.type,
  data: event.data,
  ...(event.id === undefined ? {} : { id: event.id }),
});

const masked = ({ records, others }: Arrivals): Arrivals => ({
  others,
  records: records.map((record) => ({
    ...record,
    identifiers: hide(record.identifiers, 'leaves') as object,
    values: hide(record.values, 'leaves') as object,
  })),
});
