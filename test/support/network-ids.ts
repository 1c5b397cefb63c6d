import { type Pair, pairOf } from "../../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId, vpcNetworkId } from "../../core/connection/network-id.ts";

export function gcpNetwork(name: string): NetworkId {
  return proven(`projects/project-1/global/networks/${name}`);
}

export function azureNetwork(name: string): NetworkId {
  const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/group";
  return proven(`${group}/providers/microsoft.network/virtualnetworks/${name}`);
}

export function awsNetwork(number: number): NetworkId {
  const vpc = `vpc-${number.toString(16).padStart(17, "0")}`;
  return vpcNetworkId({ account: "111111111111", region: "eu-west-1" }, vpc);
}

/** So many networks, `net-0` and so on. */
export function networks(count: number, make = gcpNetwork): readonly NetworkId[] {
  return Array.from({ length: count }, (_, index) => make(`net-${index}`));
}

/** Every pair of these. */
export function mesh(members: readonly NetworkId[]): readonly Pair[] {
  return members.flatMap((one, index) => members.slice(index + 1).map((other) => pairOf(one, other)));
}

function proven(text: string): NetworkId {
  const id = parseNetworkId(text);
  if (id === undefined) throw new Error(`${text} is no network`);
  return id;
}
