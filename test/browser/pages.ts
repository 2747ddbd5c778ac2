/** Every page of the console, by a name for its picture. `{profile}` is the id of somebody in a segment. */
export const PAGES: readonly (readonly [name: string, path: string])[] = [
  ['overview', '/'],
  ['segments', '/segments'],
  ['segment', '/segments/window-shoppers'],
  ['segment-rule', '/segments/window-shoppers?tab=rule'],
  ['segment-members', '/segments/window-shoppers?tab=members'],
  ['segment-versions', '/segments/window-shoppers?tab=versions'],
  ['segment-overlap', '/segments/window-shoppers?tab=overlap'],
  ['segment-new', '/segments/new'],
  ['segment-edit', '/segments/quiet-buyers/edit'],
];
