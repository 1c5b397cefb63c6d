/** Two different vertices. */
export type Edge = readonly [string, string];

/**
 * Gives each edge a colour, so that no two edges of one vertex have the same: at most one colour more than the most
 * edges at a vertex, and in a complete graph no more than can be done (n - 1 for an even number of vertices, n for an
 * odd one). The same edges in the same order get the same colours, from 0 without gaps.
 *
 * @param edges of one connected graph, each once
 */
export function colourEdges(edges: readonly Edge[]): readonly number[] {
  const circle = withoutGaps(circleColours(edges));
  if (countOf(circle) <= mostEdges(edges)) return circle;
  const fans = withoutGaps(fanColours(edges));
  return countOf(fans) < countOf(circle) ? fans : circle;
}

/**
 * The circle method of round-robin tournaments. What a complete graph still lacks when some of its rounds are done is
 * again coloured in as many rounds as are left.
 */
function circleColours(edges: readonly Edge[]): readonly number[] {
  const vertices = [...new Set(edges.flat())].sort();
  const places = new Map(vertices.map((vertex, place) => [vertex, place]));
  const rounds = vertices.length - 1 + (vertices.length % 2);
  return edges.map((edge) => {
    const [one = 0, other = 0] = edge.map((vertex) => places.get(vertex) ?? 0).sort((a, b) => a - b);
    // With an even number the last vertex stands in the middle of the circle.
    return other === rounds ? (2 * one) % rounds : (one + other) % rounds;
  });
}

/** Neighbours of each vertex by the colour of the edge to them. */
class Colouring {
  readonly #neighbours = new Map<string, Map<number, string>>();

  neighbour(vertex: string, colour: number): string | undefined {
    return this.#of(vertex).get(colour);
  }

  isFree(vertex: string, colour: number): boolean {
    return !this.#of(vertex).has(colour);
  }

  lowestFree(vertex: string): number {
    let colour = 0;
    while (!this.isFree(vertex, colour)) colour += 1;
    return colour;
  }

  coloured(vertex: string): readonly (readonly [colour: number, neighbour: string])[] {
    return [...this.#of(vertex)];
  }

  colourOf([one, other]: Edge): number | undefined {
    return this.coloured(one).find(([, neighbour]) => neighbour === other)?.[0];
  }

  paint([one, other]: Edge, colour: number): void {
    this.#of(one).set(colour, other);
    this.#of(other).set(colour, one);
  }

  clear([one, other]: Edge, colour: number): void {
    this.#of(one).delete(colour);
    this.#of(other).delete(colour);
  }

  #of(vertex: string): Map<number, string> {
    const known = this.#neighbours.get(vertex) ?? new Map<number, string>();
    this.#neighbours.set(vertex, known);
    return known;
  }
}

/** Misra and Gries, A constructive proof of Vizing's theorem (1992): at most one colour more than the most edges at a vertex. */
function fanColours(edges: readonly Edge[]): readonly number[] {
  const colouring = new Colouring();
  for (const [hub, first] of edges) {
    const fan = growFan(colouring, hub, first);
    const free = colouring.lowestFree(hub);
    const wanted = colouring.lowestFree(fan.at(-1) ?? first);
    swapPath(colouring, { from: hub, first: wanted, second: free });
    turnFan(colouring, hub, { fan, wanted });
  }
  return edges.map((edge) => colouring.colourOf(edge) ?? 0);
}

/** The longest row of neighbours in which the colour of each edge from the hub is free at the neighbour before. */
function growFan(colouring: Colouring, hub: string, first: string): readonly string[] {
  const fan = [first];
  let rest = colouring.coloured(hub);
  for (;;) {
    const last = fan.at(-1) ?? first;
    const next = rest.find(([colour]) => colouring.isFree(last, colour));
    if (next === undefined) return fan;
    rest = rest.filter((other) => other !== next);
    fan.push(next[1]);
  }
}

/** Exchanges two colours along the path of edges that have them, from a vertex at which the second is free. */
function swapPath(
  colouring: Colouring,
  { from, first, second }: { readonly from: string; readonly first: number; readonly second: number },
): void {
  const path: { readonly edge: Edge; readonly colour: number }[] = [];
  let [vertex, colour] = [from, first];
  for (;;) {
    const next = colouring.neighbour(vertex, colour);
    if (next === undefined) break;
    path.push({ edge: [vertex, next], colour });
    [vertex, colour] = [next, colour === first ? second : first];
  }
  for (const { edge, colour } of path) colouring.clear(edge, colour);
  for (const { edge, colour } of path) colouring.paint(edge, colour === first ? second : first);
}

/** Moves the colours of the fan one neighbour back, up to the first at which the wanted colour is free, which takes it. */
function turnFan(
  colouring: Colouring,
  hub: string,
  { fan, wanted }: { readonly fan: readonly string[]; readonly wanted: number },
): void {
  const end = fan.findIndex((neighbour) => colouring.isFree(neighbour, wanted));
  const turned = fan.slice(0, end + 1).map((neighbour) => ({ edge: [hub, neighbour] as const }));
  const colours = turned.map(({ edge }) => colouring.colourOf(edge));
  turned.forEach(({ edge }, index) => {
    const own = colours[index];
    if (own !== undefined) colouring.clear(edge, own);
  });
  turned.forEach(({ edge }, index) => {
    colouring.paint(edge, colours[index + 1] ?? wanted);
  });
}

function mostEdges(edges: readonly Edge[]): number {
  const groups = [...Map.groupBy(edges.flat(), (vertex) => vertex).values()];
  return Math.max(0, ...groups.map(({ length }) => length));
}

function countOf(colours: readonly number[]): number {
  return new Set(colours).size;
}

function withoutGaps(colours: readonly number[]): readonly number[] {
  const used = [...new Set(colours)].sort((a, b) => a - b);
  return colours.map((colour) => used.indexOf(colour));
}
