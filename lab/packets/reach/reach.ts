import type { Site } from "../site.ts";
import { type Place, stopped } from "./filters.ts";
import { learnedBy } from "./learned.ts";
import { carry } from "./routing.ts";
import { type Flow, type Loss, lost, type Verdict, type World } from "./verdict.ts";

/** Whether a flow's first packet and the answers to it arrive. For many flows, take `verdictsOf`. */
export function reach(world: World, flow: Flow): Verdict {
  return verdictsOf(world)(flow);
}

/** Asks the fabric once; what changes afterwards is not seen. Throws RangeError for a pod that there is not. */
export function verdictsOf({ sites, fabric }: World): (flow: Flow) => Verdict {
  const network = { sites, fabric, learned: learnedBy(sites, fabric) };
  const places = new Map(sites.flatMap(placesIn).map((place) => [place.pod.name, place]));
  return (flow) => {
    const from = placeOf(places, flow.from);
    const to = placeOf(places, flow.to);
    return (
      stopped(network.learned, from, "egress", { ...flow, peer: to.pod.address }) ??
      carry(network, from, to.pod) ??
      stopped(network.learned, to, "ingress", { ...flow, peer: from.pod.address }) ??
      onTheWayBack(carry(network, to, from.pod)) ?? { reachable: true }
    );
  };
}

function placesIn(site: Site): Place[] {
  return site.pods.map((pod) => ({ site, pod }));
}

function placeOf(places: ReadonlyMap<string, Place>, name: string): Place {
  const place = places.get(name);
  if (place === undefined) throw new RangeError(`pod "${name}": expected one of ${[...places.keys()].join(", ")}`);
  return place;
}

function onTheWayBack(loss: Loss | undefined): Loss | undefined {
  return loss === undefined ? undefined : lost(loss.at, `for the answer, ${loss.why}`);
}
