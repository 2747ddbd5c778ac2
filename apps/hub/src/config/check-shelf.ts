import { isSeenByAllOf } from '../segments/can-see.js';
import type { SegmentFile, ShelfFile } from './config-file.js';
import type { Path, Report } from './report.js';

/** Reports roles without a meaning, and a meaning without roles. */
export function checkShelf({ visibility, visibleTo }: ShelfFile, path: Path, report: Report): void {
  if (visibility === 'roles' && visibleTo === undefined) {
    report.refuse(
      [...path, 'visibility'],
      'needs visibleTo beside it, such as visibleTo: [ marketer ]',
    );
  }
  if (visibility !== 'roles' && visibleTo !== undefined) {
    report.refuse([...path, 'visibleTo'], 'has a meaning beside visibility: roles only', 'key');
  }
}

/** Whether nobody sees the one who does not see the other, which its rule refers to. */
export const isSeenThrough = (referred: SegmentFile, by: SegmentFile): boolean =>
  isSeenByAllOf(audienceOf(referred), audienceOf(by));

const audienceOf = ({ visibility = 'shared', visibleTo = [] }: ShelfFile) => ({
  ...{ owner: null, visibility, visibleTo },
});
