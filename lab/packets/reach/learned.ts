import type { BgpEnd, Gateway, Site, TunnelEnd } from "../site.ts";
import { type Neighbour, type Speaker, speakersOf } from "./speakers.ts";
import type { World } from "./verdict.ts";

export interface LearnedRoute {
  readonly prefix: string;
  /** AS numbers, the neighbour's first. */
  readonly path: readonly number[];
  /** Where its packets may come out: one hop, or several equally good ones. */
  readonly hops: readonly Hop[];
}

export interface Hop {
  /** The near end of the tunnel. */
  readonly end: TunnelEnd;
  /** Whose the far end is. */
  readonly site: Site;
  readonly gateway: Gateway;
}

export type Learned = ReadonlyMap<Gateway, readonly LearnedRoute[]>;

/** A world and what has been learned in it. */
export interface Network extends World {
  readonly learned: Learned;
}

/** What each gateway has learned by BGP when nothing changes any more. */
export function learnedBy(sites: readonly Site[], fabric: World["fabric"]): Learned {
  const speakers = speakersOf(sites, fabric);
  let learned: Learned = new Map();
  // Round n finds the paths of n systems; none passes one twice, so none is longer than there are speakers.
  for (let round = 0; round < speakers.length; round++) {
    const before = learned;
    learned = new Map(speakers.map((speaker) => [speaker.gateway, choose(speaker, before)]));
  }
  return learned;
}

interface Announcement {
  readonly prefix: string;
  readonly path: readonly number[];
}

interface Candidate extends Announcement {
  readonly hop: Hop;
}

function choose(speaker: Speaker, before: Learned): LearnedRoute[] {
  const candidates = speaker.neighbours.flatMap((neighbour) => heard(speaker, neighbour, before));
  const byPrefix = Map.groupBy(candidates, ({ prefix }) => prefix);
  return [...byPrefix.values()].flatMap((paths) => best(paths, speaker.gateway.ecmp));
}

function heard({ site, gateway }: Speaker, neighbour: Neighbour, before: Learned): Candidate[] {
  const own = originatedBy(gateway).filter((prefix) => site.prefixes.includes(prefix));
  return announced(neighbour, gateway, before)
    .filter(({ prefix, path }) => !path.includes(neighbour.bgp.asn) && !own.includes(prefix))
    .map((announcement) => ({ ...announcement, hop: neighbour }));
}

function originatedBy({ tunnels }: Gateway): string[] {
  return tunnels.flatMap(({ bgp }) => bgp?.advertises ?? []);
}

function announced({ farBgp, gateway }: Neighbour, listener: Gateway, before: Learned): Announcement[] {
  const originated = farBgp.advertises.map((prefix) => ({ prefix, path: [farBgp.asn] }));
  return gateway.transit ? [...originated, ...passedOn(farBgp, listener, before.get(gateway) ?? [])] : originated;
}

function passedOn({ asn, advertises }: BgpEnd, listener: Gateway, routes: readonly LearnedRoute[]): Announcement[] {
  return routes
    .filter(({ prefix, hops }) => !advertises.includes(prefix) && hops[0]?.gateway !== listener)
    .map(({ prefix, path }) => ({ prefix, path: [asn, ...path] }));
}

/** The shortest path; of several, all or the first by its end's id. */
function best(paths: readonly Candidate[], ecmp: boolean): LearnedRoute[] {
  const shortest = Math.min(...paths.map(({ path }) => path.length));
  const equal = paths
    .filter(({ path }) => path.length === shortest)
    .sort((one, other) => (one.hop.end.id < other.hop.end.id ? -1 : 1));
  const [first] = equal;
  if (first === undefined) return [];
  const { prefix, path } = first;
  return [{ prefix, path, hops: (ecmp ? equal : [first]).map(({ hop }) => hop) }];
}
