import { type Prefix, prefix } from "../address-space/prefix.ts";
import type { Pair } from "../connection/connection-id.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import type { Member, SideName } from "./tunnel-plan.ts";

/** A tunnel before it has addresses: which members it joins, where its /30 comes from, and who has which address in it. */
export interface TunnelSlot {
  readonly index: number;
  /** Where its /30 is taken from, the lowest first. */
  readonly pools: readonly Prefix[];
  readonly ends: Readonly<Record<SideName, SlotEnd>>;
}

export interface SlotEnd {
  readonly member: Member;
  /** Which of the two addresses of the /30. */
  readonly host: 1 | 2;
}

/** Who comes before has .1: AWS takes no other (EC2: TunnelInsideCidr), and so Azure has .2 in all its tunnels. */
const order: readonly Cloud[] = ["aws", "gcp", "azure"];

/**
 * Azure takes addresses of 169.254.21.0 to 169.254.22.255 only (VPN Gateway: BGP with APIPA addresses). Each of a
 * gateway's instances has a half of them, so that a gateway can be given addresses before its tunnels are known.
 */
const azurePools: Readonly<Record<Member, readonly Prefix[]>> = {
  0: [prefix("169.254.21.0/24")],
  1: [prefix("169.254.22.0/24")],
};

/**
 * 169.254.32.0 to 169.254.167.255: away from Azure's, from the first six /30s and 169.254.169.252/30, which AWS keeps
 * for itself (EC2: TunnelInsideCidr), and from 169.254.169.0/24 and 169.254.170.0/24, where metadata is served.
 */
const otherPools: readonly Prefix[] = Array.from({ length: 136 }, (_, n) => prefix(`169.254.${32 + n}.0/24`));

/**
 * The tunnels that join two networks: four with AWS, whose VPN connections have two each, otherwise one a member, which
 * is what Google's 99.99 % and Azure's active-active ask for. None within one cloud.
 */
export function layoutOf({ requester, accepter }: Pair): readonly TunnelSlot[] {
  const [one, other] = [locate(requester).cloud, locate(accepter).cloud];
  if (one === other) return [];
  const members: readonly Member[] = one === "aws" || other === "aws" ? [0, 0, 1, 1] : [0, 1];
  const isFirst = order.indexOf(one) < order.indexOf(other);
  const withAzure = one === "azure" || other === "azure";
  return members.map((member, index) => ({
    index,
    pools: withAzure ? azurePools[member] : otherPools,
    ends: { requester: { member, host: isFirst ? 1 : 2 }, accepter: { member, host: isFirst ? 2 : 1 } },
  }));
}

/** One of the two addresses of a /30, as text. */
export function hostOf(inside: Prefix, host: SlotEnd["host"]): string {
  const octets = inside.slice(0, inside.indexOf("/")).split(".");
  return [...octets.slice(0, 3), Number(octets[3]) + host].join(".");
}
