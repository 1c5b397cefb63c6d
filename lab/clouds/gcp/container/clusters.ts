import type { Subnetwork } from "../compute/resources.ts";
import type { Compute } from "../compute/state.ts";
import { fingerprint } from "../ids.ts";
import { ContainerOperations } from "./container-operations.ts";

/** A cluster to put into the lab. */
export interface ClusterRequest {
  readonly project: string;
  /** A region, or a zone of one: `us-central1-a`. */
  readonly location: string;
  readonly name: string;
  /** Names of a network and a subnetwork of the same project, which must exist. */
  readonly network: string;
  readonly subnetwork: string;
  /** Names of secondary ranges of the subnetwork. */
  readonly podRange: string;
  readonly serviceRange: string;
  /** Further ranges for pods of node pools to come. */
  readonly additionalPodRanges?: readonly string[];
  readonly resourceLabels?: Readonly<Record<string, string>>;
}

export interface Cluster extends Omit<ClusterRequest, "resourceLabels"> {
  readonly id: string;
  readonly createdAt: number;
  resourceLabels: Readonly<Record<string, string>>;
  labelFingerprint: string;
}

/** The GKE clusters of the lab. Nobody makes them over the API: a scenario puts them there. */
export class Clusters {
  readonly compute: Compute;
  readonly operations: ContainerOperations;
  readonly #all: Cluster[] = [];

  constructor(compute: Compute) {
    this.compute = compute;
    this.operations = new ContainerOperations(compute);
    compute.userOf = (subnetwork, range) => this.#userOf(subnetwork, range);
  }

  /** Puts a running cluster into the lab; throws when its subnetwork or ranges are not there. */
  add(request: ClusterRequest): Cluster {
    const subnetwork = this.subnetworkOf(request);
    for (const name of podAndServiceRanges(request)) {
      if (subnetwork.secondaryIpRanges.some(({ rangeName }) => rangeName === name)) continue;
      throw new Error(`subnetwork ${request.subnetwork} has no secondary range ${name}`);
    }
    if (this.find(request.project, request.location, request.name) !== undefined) {
      throw new Error(`cluster ${request.name} exists in ${request.location}`);
    }
    const { random, clock } = this.compute;
    const labels = { resourceLabels: { ...request.resourceLabels }, labelFingerprint: fingerprint(random) };
    const cluster = { ...request, ...labels, id: random.hex(64), createdAt: clock.now() };
    this.#all.push(cluster);
    return cluster;
  }

  /** Takes a cluster out of the lab; its ranges are free then. */
  remove(cluster: Cluster): void {
    this.#all.splice(this.#all.indexOf(cluster), 1);
  }

  /** Location `-` stands for all. */
  list(project: string, location: string): Cluster[] {
    return this.#all.filter((one) => one.project === project && (location === "-" || one.location === location));
  }

  find(project: string, location: string, name: string): Cluster | undefined {
    return this.list(project, location).find((cluster) => cluster.name === name);
  }

  subnetworkOf({ project, location, subnetwork, network }: ClusterRequest): Subnetwork {
    const region = regionOf(location);
    const found = this.compute.project(project).subnetworks.get(`${region}/${subnetwork}`);
    if (found?.network !== network) throw new Error(`network ${network} has no subnetwork ${region}/${subnetwork}`);
    return found;
  }

  #userOf({ project, region, name }: Subnetwork, range: string | undefined): string | undefined {
    const user = this.#all.find(
      (cluster) =>
        cluster.project === project &&
        regionOf(cluster.location) === region &&
        cluster.subnetwork === name &&
        (range === undefined || podAndServiceRanges(cluster).includes(range)),
    );
    return user && clusterPath(user);
  }
}

export function clusterPath({ project, location, name }: Pick<Cluster, "project" | "location" | "name">): string {
  return `projects/${project}/locations/${location}/clusters/${name}`;
}

function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, "");
}

function podAndServiceRanges({ podRange, serviceRange, additionalPodRanges = [] }: ClusterRequest): string[] {
  return [podRange, serviceRange, ...additionalPodRanges];
}
