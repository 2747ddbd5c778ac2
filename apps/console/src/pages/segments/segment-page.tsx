import { Page } from '../../components/page';

export function SegmentPage() {
  return <Page title="Segment">{null}</Page>;
}
