import type { Tags } from "../network/resources.ts";

/** A node pool of a cluster, as far as networks are concerned. */
export interface AgentPool {
  readonly name: string;
  readonly count: number;
  /** Left out where AKS made a network of its own for the cluster, in the group of its nodes. */
  readonly vnetSubnetId?: string;
  /** Set with pod subnets, where pods have addresses of their own in the network. */
  readonly podSubnetId?: string;
}

/** How pods get addresses: `azure` with mode `overlay`, `azure` alone, `kubenet` or `none`. */
export interface NetworkProfile {
  readonly networkPlugin: "azure" | "kubenet" | "none";
  readonly networkPluginMode?: "overlay";
  /** Set with Overlay and kubenet; such addresses are not routable in the network. */
  readonly podCidr?: string;
  readonly serviceCidr: string;
  readonly dnsServiceIp: string;
}

/** An AKS cluster. */
export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Tags | undefined;
  readonly nodeResourceGroup: string;
  readonly networkProfile: NetworkProfile;
  readonly agentPools: readonly AgentPool[];
}
