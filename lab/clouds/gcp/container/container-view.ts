import { networkPath, subnetworkPath } from "../compute/links.ts";
import type { Subnetwork } from "../compute/resources.ts";
import { type Cluster, type Clusters, clusterPath } from "./clusters.ts";
import type { ContainerOperation } from "./container-operations.ts";

const ROOT = "https://container.googleapis.com/v1/";
const VERSION = "1.33.5-gke.1080000";

/** A cluster with the fields of the container API that tell of its place, its labels and its ranges. */
export function renderCluster(clusters: Clusters, cluster: Cluster) {
  const { project, location, name, network, subnetwork, resourceLabels, labelFingerprint, id } = cluster;
  const home = clusters.subnetworkOf(cluster);
  const policy = ipAllocationPolicy(cluster, home);
  return {
    ...{ name, network, subnetwork, location, zone: location, locations: [location], id },
    ...{ clusterIpv4Cidr: policy.clusterIpv4CidrBlock, servicesIpv4Cidr: policy.servicesIpv4CidrBlock },
    ...{ selfLink: ROOT + clusterPath(cluster), createTime: seconds(cluster.createdAt), status: "RUNNING" },
    ...{ initialClusterVersion: VERSION, currentMasterVersion: VERSION, currentNodeVersion: VERSION },
    ...(Object.keys(resourceLabels).length === 0 ? {} : { resourceLabels }),
    labelFingerprint,
    ipAllocationPolicy: policy,
    networkConfig: { network: networkPath(project, network), subnetwork: subnetworkPath(home) },
  };
}

function ipAllocationPolicy({ podRange, serviceRange, additionalPodRanges = [] }: Cluster, home: Subnetwork) {
  const rangeOf = (wanted: string) => home.secondaryIpRanges.find(({ rangeName }) => rangeName === wanted)?.ipCidrRange;
  const [pods, services] = [rangeOf(podRange), rangeOf(serviceRange)];
  return {
    useIpAliases: true,
    // The two without "Block" are the older names of the same.
    ...{ clusterIpv4Cidr: pods, clusterIpv4CidrBlock: pods, clusterSecondaryRangeName: podRange },
    ...{ servicesIpv4Cidr: services, servicesIpv4CidrBlock: services, servicesSecondaryRangeName: serviceRange },
    stackType: "IPV4",
    ...(additionalPodRanges.length === 0 ? {} : { additionalPodRangesConfig: { podRangeNames: additionalPodRanges } }),
  };
}

export function renderContainerOperation(operation: ContainerOperation) {
  const { name, project, location, operationType, target, startedAt, endedAt } = operation;
  return {
    ...{ name, zone: location, location, operationType, status: endedAt === undefined ? "RUNNING" : "DONE" },
    selfLink: `${ROOT}projects/${project}/locations/${location}/operations/${name}`,
    ...{ targetLink: ROOT + target, startTime: new Date(startedAt).toISOString() },
    ...(endedAt === undefined ? {} : { endTime: new Date(endedAt).toISOString() }),
  };
}

function seconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "+00:00");
}
