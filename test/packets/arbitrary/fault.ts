import type { Site, TunnelEnd } from "../../../lab/packets/site.ts";
import { editEnds } from "../../lab/packets/edit.ts";

/** Every way to do it to a world: none where the world has nothing that it could be done to. */
export type Fault = (sites: readonly Site[]) => readonly Done[];

export interface Done {
  /** Where it was done: a pod, a route table, a tunnel's end. */
  readonly at: string;
  /** The world with it. */
  readonly sites: readonly Site[];
}

/** Done to a single site, whatever the others have. */
export function atOneSite(changes: (site: Site) => readonly { readonly at: string; readonly site: Site }[]): Fault {
  return (sites) =>
    sites.flatMap((before) =>
      changes(before).map(({ at, site }) => ({ at, sites: sites.map((other) => (other === before ? site : other)) })),
    );
}

/** Done to one end of a tunnel; undefined where it would change nothing. */
export function atOneEnd(change: (end: TunnelEnd, far: TunnelEnd) => Partial<TunnelEnd> | undefined): Fault {
  return (sites) =>
    pairsOf(sites).flatMap(({ end, far }) => {
      const parts = change(end, far);
      return parts === undefined ? [] : [{ at: end.id, sites: withEnd(sites, { ...end, ...parts }) }];
    });
}

/** Done to both ends of a tunnel, to the one named otherwise than to the other. */
export function atBothEnds(parts: { readonly one: Partial<TunnelEnd>; readonly other: Partial<TunnelEnd> }): Fault {
  return (sites) =>
    pairsOf(sites).map(({ end, far }) => ({
      at: end.id,
      sites: withEnd(withEnd(sites, { ...end, ...parts.one }), { ...far, ...parts.other }),
    }));
}

/** For each item the list with only that one changed; undefined where it is to stay, empty where it is to go. */
export function changeEach<T>(items: readonly T[], change: (item: T) => readonly T[] | undefined) {
  return items.flatMap((item, index) => {
    const changed = change(item);
    return changed === undefined ? [] : [{ item, items: items.toSpliced(index, 1, ...changed) }];
  });
}

/** Every end with its far end, so each tunnel twice. */
function pairsOf(sites: readonly Site[]): { readonly end: TunnelEnd; readonly far: TunnelEnd }[] {
  const ends = sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels));
  return ends.flatMap((end) =>
    ends.filter(({ local, remote }) => local === end.remote && remote === end.local).map((far) => ({ end, far })),
  );
}

function withEnd(sites: readonly Site[], changed: TunnelEnd): Site[] {
  return sites.map((site) => editEnds(site, (end) => (end.id === changed.id ? changed : end)));
}
