import * as z from "zod";
import { type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";
import { Throttled } from "../../core/faults.ts";
import type { Labels } from "../../core/intent/label.ts";
import { attempt } from "./faults.ts";

/** A GKE cluster: where it is, and the labels that speak for its network. */
export interface Cluster {
  /** `projects/P/locations/L/clusters/C` */
  readonly path: string;
  readonly name: string;
  /** Of a shared VPC it may be another project's. */
  readonly network: NetworkId;
  readonly labels: Labels;
  /** Names the labels that were read, so that nobody's are lost when they are written. */
  readonly labelFingerprint: string;
}

const answer = z.object({
  clusters: z
    .array(
      z.object({
        name: z.string(),
        location: z.string(),
        network: z.string().default("default"),
        networkConfig: z.object({ network: z.string().optional() }).default({}),
        resourceLabels: z.record(z.string(), z.string()).default({}),
        labelFingerprint: z.string().default(""),
      }),
    )
    .default([]),
  missingZones: z.array(z.string()).default([]),
});

/** Lists a project's clusters, once for all who ask at the same time. */
export function createClusterReader(
  list: (project: string) => Promise<unknown>,
): (project: string) => Promise<readonly Cluster[]> {
  const asked = new Map<string, Promise<readonly Cluster[]>>();
  return (project) => {
    const kept = asked.get(project);
    if (kept !== undefined) return kept;
    const reading = attempt(`list the clusters of ${project}`, async () => toClusters(project, await list(project)));
    asked.set(project, reading);
    const forget = () => void asked.delete(project);
    reading.then(forget, forget);
    return reading;
  };
}

function toClusters(project: string, body: unknown): readonly Cluster[] {
  const { clusters, missingZones } = answer.parse(body);
  if (missingZones.length > 0) {
    throw new Throttled(
      `could not list the clusters of ${project}: zones without an answer: ${missingZones.join(" ")}`,
    );
  }
  return clusters.flatMap(({ name, location, network: local, networkConfig, resourceLabels, labelFingerprint }) => {
    const network = parseNetworkId(networkConfig.network ?? `projects/${project}/global/networks/${local}`);
    if (network === undefined) return [];
    const path = `projects/${project}/locations/${location}/clusters/${name}`;
    return { path, name, network, labels: resourceLabels, labelFingerprint };
  });
}
