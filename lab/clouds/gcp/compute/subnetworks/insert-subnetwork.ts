import type * as z from "zod";
import { alreadyExists, notReady } from "../../gcp-error.ts";
import { fingerprint, numericId } from "../../ids.ts";
import { networkPath, subnetworkPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import { overlapWithPeers } from "../peerings/peering-overlap.ts";
import { referencedNetwork } from "../referenced-network.ts";
import type { Subnetwork } from "../resources.ts";
import type { Compute, Project } from "../state.ts";
import type { subnetworkToInsert } from "./subnetwork-body.ts";
import { refuseBadRangeNames, refuseBadRanges, wantedRanges } from "./subnetwork-ranges.ts";

const SECONDS = 10;

interface Insert {
  readonly project: Project;
  readonly region: string;
  readonly body: z.infer<typeof subnetworkToInsert>;
}

export function insertSubnetwork(compute: Compute, { project, region, body }: Insert) {
  const { name, ipCidrRange, secondaryIpRanges = [], logConfig, enableFlowLogs, description, purpose } = body;
  refuseBadName("resource.name", name);
  const network = referencedNetwork(compute, project, body.network);
  const home = networkPath(network.project, network.name);
  if (compute.operations.isChanging(home)) throw notReady(home);
  const target = subnetworkPath({ project: project.id, region, name });
  if (project.subnetworks.has(`${region}/${name}`)) throw alreadyExists(target);
  const wanted = wantedRanges(ipCidrRange, secondaryIpRanges);
  refuseBadRanges(compute, network, wanted);
  refuseBadRangeNames(secondaryIpRanges);
  const subnetwork: Subnetwork = {
    ...{ id: numericId(compute.random), name, project: project.id, region, network: network.name, description },
    ...{ createdAt: compute.clock.now(), purpose, ipCidrRange, secondaryIpRanges },
    ...{ privateIpGoogleAccess: body.privateIpGoogleAccess ?? false, fingerprint: fingerprint(compute.random) },
    logConfig: { enable: enableFlowLogs ?? false, ...logConfig },
  };
  project.subnetworks.set(`${region}/${name}`, subnetwork);
  const finish = () => {
    const held = wanted.map(({ range }) => ({ range, holder: target }));
    const overlap = overlapWithPeers(compute, network, held);
    if (overlap === undefined) return undefined;
    project.subnetworks.delete(`${region}/${name}`);
    return { code: "INVALID_USAGE", message: overlap, httpStatus: 400 };
  };
  return { type: "insert", region, target, targetId: subnetwork.id, seconds: SECONDS, finish };
}
