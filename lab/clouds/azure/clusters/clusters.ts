import { createGroup } from "../groups.ts";
import { resourceNotFound } from "../network/errors.ts";
import { pageAnswer } from "../paging.ts";
import { keyOf } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import type { Cluster } from "./resources.ts";

const TYPE = "Microsoft.ContainerService/managedClusters";
const ALL = `/subscriptions/{subscription}/providers/${TYPE}`;
const LIST = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${TYPE}`;
const ONE = `${LIST}/{cluster}`;

const provider = "Microsoft.ContainerService";
const action = "managedClusters/read";

/** Reading AKS clusters. Nothing over the wire makes one: the lab's owner does. */
export function clusterRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: ALL, provider, action }, run: (call) => listAll(state, call) },
    { ...{ method: "GET", path: LIST, provider, action }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: ONE, provider, action }, run: (call) => get(state, call) },
  ];
}

export interface NewCluster extends Omit<Cluster, "id" | "nodeResourceGroup" | "tags"> {
  readonly subscription: string;
  readonly group: string;
  readonly tags?: Cluster["tags"];
}

/** Makes an AKS cluster with the group that its nodes live in. Throws when its group is not there. */
export function createCluster(state: AzureState, { subscription, group, ...rest }: NewCluster): Cluster {
  const owner = state.subscriptions.get(keyOf(subscription));
  const home = owner?.groups.get(keyOf(group));
  if (owner === undefined || home === undefined) throw new Error(`no resource group ${group} in ${subscription}`);
  const id = `${home.id}/providers/${TYPE}/${rest.name}`;
  const nodeResourceGroup = `MC_${group}_${rest.name}_${rest.location}`;
  const cluster = { tags: undefined, ...rest, id, nodeResourceGroup };
  home.clusters.set(keyOf(rest.name), cluster);
  createGroup(owner, nodeResourceGroup, rest.location);
  return cluster;
}

/** Deletes an AKS cluster with its nodes; throws when there is none. */
export function deleteCluster(
  state: AzureState,
  { subscription, group, name }: Pick<NewCluster, "subscription" | "group" | "name">,
) {
  const owner = state.subscriptions.get(keyOf(subscription));
  const cluster = owner?.groups.get(keyOf(group))?.clusters.get(keyOf(name));
  if (owner === undefined || cluster === undefined) throw new Error(`no cluster ${name} in ${group}`);
  owner.groups.get(keyOf(group))?.clusters.delete(keyOf(name));
  owner.groups.delete(keyOf(cluster.nodeResourceGroup));
}

function listAll(state: AzureState, call: ArmCall): HttpAnswer {
  const found = [...state.subscription(call).groups.values()].flatMap(({ clusters }) => [...clusters.values()]);
  return page(state, call, new Map(found.map((cluster) => [keyOf(cluster.id), cluster])));
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  return page(state, call, state.group(call).clusters);
}

function page(state: AzureState, call: ArmCall, rows: ReadonlyMap<string, Cluster>): HttpAnswer {
  return pageAnswer(call, state.limits.pageSize, rows, view);
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const cluster = group.clusters.get(keyOf(param(call, "cluster")));
  if (cluster === undefined) throw resourceNotFound(TYPE, param(call, "cluster"), group.name);
  return { status: 200, headers: {}, body: view(cluster) };
}

function view({ id, name, location, tags, nodeResourceGroup, networkProfile, agentPools }: Cluster): object {
  const { podCidr, serviceCidr, dnsServiceIp, ...profile } = networkProfile;
  return {
    ...{ id, location, name, ...(tags && { tags }), type: "Microsoft.ContainerService/ManagedClusters" },
    properties: {
      ...{ provisioningState: "Succeeded", powerState: { code: "Running" }, nodeResourceGroup },
      agentPoolProfiles: agentPools.map(({ name: pool, count, vnetSubnetId, podSubnetId }) => ({
        ...{ name: pool, count, ...(vnetSubnetId && { vnetSubnetID: vnetSubnetId }) },
        ...(podSubnetId && { podSubnetID: podSubnetId }),
        ...{ type: "VirtualMachineScaleSets", mode: "System", provisioningState: "Succeeded" },
      })),
      networkProfile: {
        ...profile,
        ...(podCidr && { podCidr, podCidrs: [podCidr] }),
        ...{ serviceCidr, serviceCidrs: [serviceCidr], dnsServiceIP: dnsServiceIp, ipFamilies: ["IPv4"] },
        ...{ loadBalancerSku: "standard", outboundType: "loadBalancer" },
      },
    },
  };
}
