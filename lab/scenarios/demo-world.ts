import type { Lab } from "../lab.ts";
import { type AksWorld, aksWishes, buildAksWorld } from "./demo-aks.ts";
import { buildEksWorld, type EksWorld, eksWishes } from "./demo-eks.ts";
import { buildGkeWorld, type GkeWorld, gkeWishes } from "./demo-gke.ts";
import { buildLinksWorld, type LinksWorld, linksWishes } from "./demo-links.ts";
import type { Resident } from "./demo-parts.ts";
import { connectionBetween, type Outcome } from "./outcome.ts";

export interface DemoWorld {
  readonly eks: EksWorld;
  readonly gke: GkeWorld;
  readonly aks: AksWorld;
  readonly links: LinksWorld;
}

/** The networks of GKE and AKS bear their wishes from the start; those of EKS, and those across clouds, do not yet. */
export async function buildDemoWorld(lab: Lab): Promise<DemoWorld> {
  return {
    ...{ eks: await buildEksWorld(lab), gke: await buildGkeWorld(lab) },
    ...{ aks: await buildAksWorld(lab), links: await buildLinksWorld(lab) },
  };
}

export function residentsOf({ eks, gke, aks, links }: DemoWorld): readonly Resident[] {
  return [eks, gke, aks, links].flatMap((world): Resident[] => Object.values(world));
}

/** Whether every wish ended as it should, and nothing else was joined. */
export function isAsExpected(outcome: Outcome, { eks, gke, aks, links }: DemoWorld): boolean {
  const wishes = [...eksWishes(eks), ...gkeWishes(gke), ...aksWishes(aks), ...linksWishes(links)];
  const met = wishes.filter(({ between: [one, other], ends }) => {
    const found = connectionBetween(outcome.connections, one.id, other.id);
    return ends === "active" ? found?.state === "active" : found?.reason?.startsWith(`${ends}:`) === true;
  });
  return met.length === wishes.length && outcome.connections.length === wishes.length;
}
