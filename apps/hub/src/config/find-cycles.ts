/**
 * The circles in a graph, each once, from its first member in the graph's order back to itself: `[a, b, a]`. Of circles that
 * share a member one at least is found: with it broken, the next shows.
 *
 * @param graph node → the nodes it needs; needed nodes that are no keys are ignored
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start !== -1) {
      cycles.push([...trail.slice(start), node]);
      return;
    }
    if (done.has(node)) return;
    done.add(node);
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}
