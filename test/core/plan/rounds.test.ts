import fc from "fast-check";
import { type Pair, pairOf } from "../../../core/connection/connection-id.ts";
import { nextRound, oneWriterNetworks, roundsOf, takesOneWriter } from "../../../core/plan/rounds.ts";
import { awsNetwork, azureNetwork, gcpNetwork, mesh, networks } from "../../support/network-ids.ts";

function keys(pairs: readonly Pair[]): readonly string[] {
  return pairs.map(({ requester, accepter }) => `${requester} ${accepter}`).sort();
}

/** How many connections the busiest network has. */
function most(pairs: readonly Pair[]): number {
  const ends = pairs.flatMap(({ requester, accepter }) => [requester, accepter]);
  return Math.max(0, ...ends.map((end) => ends.filter((other) => other === end).length));
}

function expectOneWriter(rounds: readonly (readonly Pair[])[]): void {
  for (const round of rounds) {
    const writing = round.flatMap(oneWriterNetworks);
    expect(new Set(writing).size).toBe(writing.length);
  }
}

const pool = [...networks(9), ...networks(5, azureNetwork), ...[1, 2, 3].map(awsNetwork)];
const pairs = fc.uniqueArray(fc.constantFrom(...mesh(pool)), { maxLength: 90 });

describe("roundsOf", () => {
  it("given any pairs, then each is in one round, no network has two writers, and there is at most one round too many", () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const rounds = roundsOf(given);
        expect(keys(rounds.flat())).toEqual(keys(given));
        expectOneWriter(rounds);
        const bound = given.filter((pair) => oneWriterNetworks(pair).length > 0);
        const longest = bound.length === 0 ? Math.min(1, given.length) : most(bound) + 1;
        expect(rounds.length).toBeLessThanOrEqual(longest);
        expect(rounds.every((round) => round.length > 0)).toBe(true);
      }),
    );
  });

  it("given the same pairs in another order, then the same rounds", () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const inOrder = roundsOf(given).map(keys);
        expect(roundsOf(given.toReversed()).map(keys)).toEqual(inOrder);
      }),
    );
  });

  it.each(Array.from({ length: 19 }, (_, index) => index + 2))(
    "given a full mesh of %i networks, then as few rounds as can be",
    (count) => {
      const rounds = roundsOf(mesh(networks(count)));
      expectOneWriter(rounds);
      expect(rounds).toHaveLength(count % 2 === 0 ? count - 1 : count);
    },
  );

  it.each([6, 11, 20])(
    "given what is left of a mesh of %i after each round, then it is as many rounds less",
    (count) => {
      const rounds = roundsOf(mesh(networks(count)));
      const left = rounds.map((_, done) => roundsOf(rounds.slice(done).flat()).length);
      expect(left).toEqual(rounds.map((_, done) => rounds.length - done));
    },
  );

  it("given two meshes, then their rounds run side by side", () => {
    expect(roundsOf([...mesh(networks(6)), ...mesh(networks(4, azureNetwork))]).map(({ length }) => length)).toEqual([
      5, 5, 5, 3, 3,
    ]);
  });

  it("given pairs on AWS, then all are in the first round", () => {
    const free = mesh([1, 2, 3, 4].map(awsNetwork));
    expect(roundsOf(free)).toEqual([free]);
    expect(roundsOf([...mesh(networks(4)), ...free]).map(({ length }) => length)).toEqual([8, 2, 2]);
  });

  it("given pairs of two clouds, then all are in the first round, whatever networks they share", () => {
    const [one, two] = networks(2);
    if (one === undefined || two === undefined) throw new Error("two networks, please");
    const others = [...networks(3, azureNetwork), awsNetwork(1)];
    const crossing = others.flatMap((other) => [pairOf(one, other), pairOf(two, other)]);
    expect(crossing.flatMap(oneWriterNetworks)).toEqual([]);
    expect(roundsOf(crossing)).toEqual([crossing]);
  });

  it("given no pairs, then no rounds", () => {
    expect(roundsOf([])).toEqual([]);
  });
});

describe("nextRound", () => {
  const [a, b, c, d] = [gcpNetwork("a"), gcpNetwork("b"), gcpNetwork("c"), gcpNetwork("d")];
  const first = { ...pairOf(a, b), round: 2 };

  it.each([
    { given: "nobody", waiting: [], expected: [] },
    { given: "two rounds", waiting: [{ ...pairOf(a, c), round: 3 }, first], expected: [first] },
    {
      given: "rounds that were counted apart and share a network",
      waiting: [first, { ...pairOf(b, c), round: 2 }, { ...pairOf(c, d), round: 2 }],
      expected: [first, { ...pairOf(c, d), round: 2 }],
    },
  ])("given $given, then no network twice", ({ waiting, expected }) => {
    expect(nextRound(waiting)).toEqual(expected);
  });
});

describe("takesOneWriter", () => {
  it.each([
    { cloud: "aws", expected: false },
    { cloud: "gcp", expected: true },
    { cloud: "azure", expected: true },
  ] as const)("given $cloud, then $expected", ({ cloud, expected }) => {
    expect(takesOneWriter(cloud)).toBe(expected);
  });
});
