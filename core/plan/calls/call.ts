import { type Cloud, locate, type NetworkId } from "../../connection/network-id.ts";

/** A call of a cloud's API that changes something, as the cloud's own audit log names it. */
export interface PlannedCall {
  readonly cloud: Cloud;
  /** An AWS account, a Google Cloud project or an Azure subscription; `hub` for the account where crosspeer is deployed. */
  readonly account: string;
  /** `ec2:CreateRoute`, `compute.networks.addPeering`, `Microsoft.Network/virtualNetworkGateways/write`. */
  readonly call: string;
  readonly about: string;
}

/** A call in the cloud of a network, on the network's side. */
export function callAt(network: NetworkId, call: string, about: string): PlannedCall {
  const { cloud, account } = locate(network);
  return { cloud, account, call, about };
}
