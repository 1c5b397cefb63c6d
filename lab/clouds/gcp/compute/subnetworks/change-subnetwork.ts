import type * as z from "zod";
import { GcpError, invalidField, notReady } from "../../gcp-error.ts";
import { fingerprint } from "../../ids.ts";
import { subnetworkPath } from "../links.ts";
import type { OperationFailure } from "../operations/operations.ts";
import { overlapWithPeers } from "../peerings/peering-overlap.ts";
import { covers } from "../ranges.ts";
import type { SecondaryRange, Subnetwork } from "../resources.ts";
import type { Compute } from "../state.ts";
import type { subnetworkPatch } from "./subnetwork-body.ts";
import { refuseBadRangeNames, refuseBadRanges, wantedRanges } from "./subnetwork-ranges.ts";

const SECONDS = 10;

/** The list of secondary ranges in a patch replaces the one that is there. */
export function patchSubnetwork(compute: Compute, subnetwork: Subnetwork, body: z.infer<typeof subnetworkPatch>) {
  if (body.fingerprint !== subnetwork.fingerprint) {
    throw new GcpError({ status: 412, reason: "conditionNotMet", message: "Invalid fingerprint." });
  }
  if (body.name !== undefined && body.name !== subnetwork.name) {
    throw invalidField("resource.name", body.name, "This field cannot be changed");
  }
  const ranges = body.secondaryIpRanges;
  if (ranges !== undefined) refuseBadSecondaries(compute, subnetwork, ranges);
  return change(compute, subnetwork, "patch", () => {
    const failure = ranges === undefined ? undefined : replaceRanges(compute, subnetwork, ranges);
    if (failure !== undefined) return failure;
    subnetwork.privateIpGoogleAccess = body.privateIpGoogleAccess ?? subnetwork.privateIpGoogleAccess;
    const flows = body.enableFlowLogs === undefined ? {} : { enable: body.enableFlowLogs };
    subnetwork.logConfig = { ...subnetwork.logConfig, ...flows, ...body.logConfig };
    subnetwork.fingerprint = fingerprint(compute.random);
    return undefined;
  });
}

/** A subnet's primary range can only grow. */
export function expandSubnetwork(compute: Compute, subnetwork: Subnetwork, range: string) {
  const network = networkOf(compute, subnetwork);
  refuseBadRanges(compute, network, wantedRanges(range, subnetwork.secondaryIpRanges), subnetwork);
  if (range === subnetwork.ipCidrRange || !covers(range, subnetwork.ipCidrRange)) {
    throw invalidField("ipCidrRange", range, `The range must contain ${subnetwork.ipCidrRange}.`);
  }
  return change(compute, subnetwork, "expandIpCidrRange", () => {
    const failure = refusedByPeers(compute, subnetwork, [range]);
    if (failure === undefined) subnetwork.ipCidrRange = range;
    return failure;
  });
}

export function deleteSubnetwork(compute: Compute, subnetwork: Subnetwork) {
  const { project, region, name } = subnetwork;
  return change(compute, subnetwork, "delete", () => {
    const user = compute.userOf(subnetwork);
    if (user !== undefined) return inUse(subnetwork, user);
    compute.project(project).subnetworks.delete(`${region}/${name}`);
    return undefined;
  });
}

function change(compute: Compute, subnetwork: Subnetwork, type: string, finish: () => OperationFailure | undefined) {
  const target = subnetworkPath(subnetwork);
  if (compute.operations.isChanging(target)) throw notReady(target);
  return { type, region: subnetwork.region, target, targetId: subnetwork.id, seconds: SECONDS, finish };
}

function refuseBadSecondaries(compute: Compute, subnetwork: Subnetwork, ranges: readonly SecondaryRange[]): void {
  refuseBadRangeNames(ranges);
  const wanted = wantedRanges(subnetwork.ipCidrRange, ranges);
  refuseBadRanges(compute, networkOf(compute, subnetwork), wanted, subnetwork);
}

function replaceRanges(compute: Compute, subnetwork: Subnetwork, ranges: readonly SecondaryRange[]) {
  const gone = subnetwork.secondaryIpRanges.find(
    ({ rangeName, ipCidrRange }) =>
      !ranges.some((one) => one.rangeName === rangeName && one.ipCidrRange === ipCidrRange) &&
      compute.userOf(subnetwork, rangeName) !== undefined,
  );
  if (gone !== undefined) return inUse(subnetwork, compute.userOf(subnetwork, gone.rangeName) ?? "");
  const failure = refusedByPeers(
    compute,
    subnetwork,
    ranges.map(({ ipCidrRange }) => ipCidrRange),
  );
  if (failure === undefined) subnetwork.secondaryIpRanges = ranges;
  return failure;
}

function refusedByPeers(compute: Compute, subnetwork: Subnetwork, ranges: readonly string[]) {
  const held = ranges.map((range) => ({ range, holder: subnetworkPath(subnetwork) }));
  const message = overlapWithPeers(compute, networkOf(compute, subnetwork), held);
  return message === undefined ? undefined : { code: "INVALID_USAGE", message, httpStatus: 400 };
}

function inUse(subnetwork: Subnetwork, user: string): OperationFailure {
  const message = `The subnetwork resource '${subnetworkPath(subnetwork)}' is already being used by '${user}'`;
  return { code: "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", message, httpStatus: 400 };
}

function networkOf(compute: Compute, { project, network }: Subnetwork) {
  return compute.network(compute.project(project), network);
}
