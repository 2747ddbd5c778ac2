import { seededRandom } from '../../../apps/hub/src/demo/draw.js';
import type { People } from './people.js';
import { DAYS, DAY_MS, KIND_DRAWS, START_MS } from './shop.js';

const CHUNK_CHARACTERS = 1 << 20;

const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** As COPY reads them, in order of time. @param firstSeq of the first, the others follow */
export function* eventRows(people: People, count: number, firstSeq: number): Generator<string> {
  const random = seededRandom(20_260_615);
  const draw = (): number => Math.floor(random() * 4_294_967_296);
  let chunk = '';
  for (let n = 0; n < count; n++) {
    const share = n / count;
    const kind = KIND_DRAWS[draw() % KIND_DRAWS.length]!;
    const at = new Date(START_MS + Math.floor(share * DAYS * DAY_MS)).toISOString();
    const profile = people.id(people.drawAt(share, random()));
    const [properties, numbers] = kind.properties(draw());
    const isApp = n % 10 === 0;
    const context = n % 4 === 0 ? `{"page":{"path":"/p/${n % 503}"}}` : '\\N';
    chunk += `${profile}\t${kind.name}\t${at}\t${firstSeq + n}\t${isApp ? 'app' : 'shop'}\t${uuid(draw)}\t${properties}\t${context}\t${at}\t${numbers}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** As random as real message ids: where one goes in an index is not predictable. */
function uuid(draw: () => number): string {
  const [a, b, c, d] = [draw(), draw(), draw(), draw()];
  return `${HEX[a >>> 16]}${HEX[a & 65_535]}-${HEX[b >>> 16]}-${HEX[b & 65_535]}-${HEX[c >>> 16]}-${HEX[c & 65_535]}${HEX[d >>> 16]}${HEX[d & 65_535]}`;
}
