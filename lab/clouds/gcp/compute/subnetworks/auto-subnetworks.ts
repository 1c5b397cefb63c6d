import { fingerprint, numericId } from "../../ids.ts";
import { AUTO_MODE_RANGES } from "../regions.ts";
import type { Network } from "../resources.ts";
import type { Compute, Project } from "../state.ts";

/** An auto mode network has a subnet in every region, each with the network's name. */
export function addAutoSubnetworks(compute: Compute, project: Project, network: Network): void {
  for (const [region, ipCidrRange] of Object.entries(AUTO_MODE_RANGES)) {
    project.subnetworks.set(`${region}/${network.name}`, {
      ...{ id: numericId(compute.random), name: network.name, project: project.id, region, network: network.name },
      ...{ createdAt: compute.clock.now(), description: undefined, purpose: "PRIVATE", ipCidrRange },
      ...{ secondaryIpRanges: [], privateIpGoogleAccess: false, logConfig: { enable: false } },
      fingerprint: fingerprint(compute.random),
    });
  }
}
