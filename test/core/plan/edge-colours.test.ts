import fc from "fast-check";
import { colourEdges, type Edge } from "../../../core/plan/edge-colours.ts";

/** Connected graphs: a random tree and some edges more. */
const graph = fc
  .integer({ min: 2, max: 14 })
  .chain((vertices) =>
    fc.record({
      parents: fc.tuple(...Array.from({ length: vertices - 1 }, (_, child) => fc.nat(child))),
      more: fc.array(fc.tuple(fc.nat(vertices - 1), fc.nat(vertices - 1)), { maxLength: 60 }),
    }),
  )
  .map(({ parents, more }) => {
    const pairs = [...parents.map((parent, child) => [parent, child + 1] as const), ...more].filter(
      ([a, b]) => a !== b,
    );
    const edges = pairs.map(([a, b]) => [name(Math.min(a, b)), name(Math.max(a, b))] as const);
    return [...new Map(edges.map((edge) => [edge.join(), edge])).values()];
  });

function name(vertex: number): string {
  return `v${String(vertex).padStart(2, "0")}`;
}

function mostEdges(edges: readonly Edge[]): number {
  return Math.max(...edges.flat().map((vertex) => edges.filter((edge) => edge.includes(vertex)).length));
}

describe("colourEdges", () => {
  it("given any connected graph, then no vertex has a colour twice, and there is at most one more than its most edges", () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const colours = colourEdges(edges);
        const ends = edges.flatMap((edge, index) => edge.map((vertex) => `${vertex} ${colours[index]}`));
        expect(new Set(ends).size).toBe(ends.length);
        expect(new Set(colours)).toEqual(new Set(Array.from({ length: Math.max(...colours) + 1 }, (_, one) => one)));
        expect(Math.max(...colours)).toBeLessThanOrEqual(mostEdges(edges));
      }),
      { numRuns: 500 },
    );
  });

  it("given no edges, then no colours", () => {
    expect(colourEdges([])).toEqual([]);
  });
});
