import fc from "fast-check";
import { fabricOf } from "../../lab/packets/reach/fabric-of.ts";
import { verdictsOf } from "../../lab/packets/reach/reach.ts";
import type { Flow } from "../../lab/packets/reach/verdict.ts";
import type { Site, TunnelEnd } from "../../lab/packets/site.ts";
import { flowsOf } from "./arbitrary/decided.ts";
import { arbitraryWorld, FAULTS, type World } from "./arbitrary-world.ts";

const worlds = fc.sample(arbitraryWorld(), { numRuns: 500, seed: 20_260_101 });

function endsOf(sites: readonly Site[]): TunnelEnd[] {
  return sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels));
}

/** Pairs of sites that have a half of a peering or a tunnel between them, as `payments checkout`. */
function joinedPairs(sites: readonly Site[]): Set<string> {
  const peered = sites.flatMap((site) =>
    site.peerings.flatMap(({ peer }) =>
      sites.filter(({ id }) => id === peer).map(({ name }) => `${site.name} ${name}`),
    ),
  );
  const tunnelled = endsOf(sites).map(({ name }) => name.split("-").slice(0, 2).join(" "));
  return new Set([...peered, ...tunnelled]);
}

interface Answer {
  readonly reachable: boolean;
  readonly pair: string;
}

/** For all flows from one site to another. */
function answersIn({ sites }: World): Answer[] {
  const verdict = verdictsOf({ sites, fabric: fabricOf(sites) });
  const siteOf = (pod: string) => sites.find(({ pods }) => pods.some(({ name }) => name === pod))?.name;
  return flowsOf(sites)
    .filter(({ from, to }: Flow) => siteOf(from) !== siteOf(to))
    .map((flow) => ({ reachable: verdict(flow).reachable, pair: `${siteOf(flow.from)} ${siteOf(flow.to)}` }));
}

function countWorlds(isSo: (world: World) => boolean): number {
  return worlds.filter(isSo).length;
}

describe("500 arbitrary worlds", () => {
  it.each(Object.keys(FAULTS))("given the fault %s, then it occurs", (name) => {
    expect(countWorlds(({ faults }) => faults.some((fault) => fault.startsWith(`${name}: `)))).toBeGreaterThan(9);
  });

  it("given those with a joined pair, then 30 to 80 of a hundred have a reachable one", () => {
    const joined = worlds.filter(({ sites }) => joinedPairs(sites).size > 0);
    const reachable = joined.filter((world) => answersIn(world).some((answer) => answer.reachable));
    expect(joined.length).toBeGreaterThan(450);
    expect(reachable.length / joined.length).toBeGreaterThan(0.3);
    expect(reachable.length / joined.length).toBeLessThan(0.8);
  });

  it("given those without faults, then all pods of joined pairs reach each other", () => {
    const sound = worlds.filter(({ faults }) => faults.length === 0);
    expect(sound.length).toBeGreaterThan(20);
    for (const world of sound) {
      const joined = joinedPairs(world.sites);
      const answers = answersIn(world).filter(({ pair }) => joined.has(pair));
      expect(answers.filter(({ reachable }) => !reachable)).toEqual([]);
    }
  });

  it("given all, then some have pairs that reach each other by a gateway between", () => {
    const byTransit = countWorlds((world) => {
      const joined = joinedPairs(world.sites);
      return answersIn(world).some(({ reachable, pair }) => reachable && !joined.has(pair));
    });
    expect(byTransit).toBeGreaterThan(20);
  });

  it.each<{ what: string; least: number; isSo: (world: World) => boolean }>([
    { what: "five sites", least: 50, isSo: ({ sites }) => sites.length === 5 },
    { what: "three faults", least: 50, isSo: ({ faults }) => faults.length === 3 },
    { what: "no tunnel", least: 20, isSo: ({ sites }) => endsOf(sites).length === 0 },
    { what: "three tunnels", least: 50, isSo: ({ sites }) => endsOf(sites).length >= 6 },
    { what: "a secondary prefix", least: 200, isSo: ({ sites }) => sites.some(({ prefixes }) => prefixes.length > 1) },
    { what: "all clouds", least: 50, isSo: ({ sites }) => new Set(sites.map(({ cloud }) => cloud)).size === 3 },
    {
      what: "a session down while its tunnel is up",
      least: 50,
      isSo: ({ sites }) => {
        const fabric = fabricOf(sites);
        return endsOf(sites).some(({ id }) => fabric.tunnel(id).up && !fabric.session(id).up);
      },
    },
  ])("given all, then at least $least have $what", ({ least, isSo }) => {
    expect(countWorlds(isSo)).toBeGreaterThanOrEqual(least);
  });

  it.each<{ what: string; of: (sites: readonly Site[]) => readonly string[] }>([
    { what: "ids of sites", of: (sites) => sites.map(({ id }) => id) },
    { what: "names of pods", of: (sites) => sites.flatMap(({ pods }) => pods.map(({ name }) => name)) },
    { what: "addresses of pods", of: (sites) => sites.flatMap(({ pods }) => pods.map(({ address }) => address)) },
    { what: "ids of tables", of: (sites) => sites.flatMap(({ tables }) => tables.map(({ id }) => id)) },
    { what: "ids of ends", of: (sites) => endsOf(sites).map(({ id }) => id) },
    { what: "outside addresses", of: (sites) => endsOf(sites).map(({ local }) => local) },
  ])("given each, then its $what are unique", ({ of }) => {
    for (const { sites } of worlds) expect(new Set(of(sites)).size).toBe(of(sites).length);
  });

  it("given each whose inside addresses are in order, then they are unique", () => {
    for (const { sites } of worlds.filter(({ faults }) => !faults.some((fault) => fault.startsWith("inside")))) {
      const inside = endsOf(sites).map(({ bgp }) => bgp?.address);
      expect(new Set(inside).size).toBe(inside.length);
    }
  });

  it("given each, then it is plain data, and groups of phase 2 meet", () => {
    expect(JSON.parse(JSON.stringify(worlds))).toEqual(worlds);
    const ends = worlds.flatMap(({ sites }) => endsOf(sites));
    expect(ends.filter(({ key }) => !/^[A-Za-z0-9]{8,}$/.test(key))).toEqual([]);
    expect(ends.filter(({ phase2 }) => phase2.groups.join() !== "14")).toEqual([]);
  });
});

describe("an arbitrary world that fails", () => {
  it("given a fault of a tunnel, then it shrinks to two sites, one tunnel and that fault", () => {
    const isRight = ({ faults }: World) => !faults.some((fault) => fault.startsWith("wrong key"));
    const { counterexample } = fc.check(fc.property(arbitraryWorld(), isRight), { seed: 1, numRuns: 500 });
    const [world] = counterexample ?? [];
    expect(world?.faults).toHaveLength(1);
    expect(world?.sites).toHaveLength(2);
    expect(endsOf(world?.sites ?? [])).toHaveLength(2);
  });
});
