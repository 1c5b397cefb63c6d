import * as z from "zod";
import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import type { AzureClients } from "./client.ts";

/** An AKS cluster, as far as networks are concerned. Ids and groups are in lower case. */
export interface Cluster {
  readonly name: string;
  /** The group of the cluster's own resources, in which AKS also makes a network when it was given none. */
  readonly nodeGroup: string;
  /** The subnets of its nodes and pods. */
  readonly subnets: readonly string[];
  /** How its pods are hidden behind its nodes' addresses; undefined where they have addresses of the network. */
  readonly hidden?: "Overlay" | "kubenet";
  /** The addresses of pods that are hidden. */
  readonly podPrefixes: readonly Prefix[];
}

const Page = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      properties: z.object({
        nodeResourceGroup: z.string().default(""),
        agentPoolProfiles: z
          .array(z.object({ vnetSubnetID: z.string().nullish(), podSubnetID: z.string().nullish() }))
          .nullish(),
        networkProfile: z
          .object({
            networkPlugin: z.string().nullish(),
            networkPluginMode: z.string().nullish(),
            podCidr: z.string().nullish(),
            podCidrs: z.array(z.string()).nullish(),
          })
          .nullish(),
      }),
    }),
  ),
  nextLink: z.string().nullish(),
});

type Given = z.infer<typeof Page>["value"][number];

/** Every AKS cluster of a subscription. */
export async function readClusters(azure: AzureClients, subscription: string): Promise<readonly Cluster[]> {
  const clusters: Cluster[] = [];
  const first = `/subscriptions/${subscription}/providers/Microsoft.ContainerService/managedClusters?api-version=2025-05-01`;
  for (let url: string | undefined = first; url !== undefined; ) {
    const page = Page.parse(await azure.send(subscription, { method: "GET", url }));
    clusters.push(...page.value.map(toCluster));
    url = page.nextLink || undefined;
  }
  return clusters;
}

/** Whether a cluster's nodes or pods are in a network. */
export function isIn({ subnets, nodeGroup }: Cluster, network: NetworkId): boolean {
  if (subnets.length > 0) return subnets.some((subnet) => subnet.startsWith(`${network}/subnets/`));
  return network.split("/")[4] === nodeGroup;
}

function toCluster({ name, properties }: Given): Cluster {
  const { networkProfile, agentPoolProfiles, nodeResourceGroup } = properties;
  const pools = agentPoolProfiles ?? [];
  const subnets = pools.flatMap(({ vnetSubnetID, podSubnetID }) => [vnetSubnetID ?? [], podSubnetID ?? []].flat());
  const hidden = toHidden(networkProfile);
  const { podCidr, podCidrs } = networkProfile ?? {};
  const texts = hidden === undefined ? [] : (podCidrs ?? (podCidr ? [podCidr] : []));
  return {
    name,
    nodeGroup: nodeResourceGroup.toLowerCase(),
    subnets: [...new Set(subnets.map((id) => id.toLowerCase()))],
    ...(hidden === undefined ? {} : { hidden }),
    podPrefixes: texts.map((text) => readable(text, name)),
  };
}

function toHidden(profile: Given["properties"]["networkProfile"]): Cluster["hidden"] {
  if (profile?.networkPluginMode?.toLowerCase() === "overlay") return "Overlay";
  return profile?.networkPlugin?.toLowerCase() === "kubenet" ? "kubenet" : undefined;
}

/** Addresses that we cannot read must not be left out: a network behind the same ones would never be reached, unseen. */
function readable(text: string, cluster: string): Prefix {
  const parsed = parsePrefix(text);
  if (parsed.ok) return parsed.prefix;
  throw new Invalid(`could not read the pod addresses of ${cluster}: ${parsed.reason}`);
}
