import { canonicalIpv4, covers, prefixLength } from "../cidr.ts";
import { invalidValue } from "../errors.ts";
import type { Ec2State, Place } from "../state.ts";
import { connectionState } from "./vpn-states.ts";

const LINK_LOCAL = "169.254.0.0/16";
/** "The following CIDR blocks are reserved and cannot be used": VpnTunnelOptionsSpecification in the API reference. */
const RESERVED = [0, 1, 2, 3, 4, 5].map((third) => `169.254.${third}.0/30`).concat("169.254.169.252/30");

/** The inside blocks of a gateway's connections, which must be unique. */
export function insideCidrsOf(state: Ec2State, place: Place, gatewayId: string): string[] {
  const now = state.clock.now();
  return [...place.vpnConnections.values()]
    .filter((other) => other.gatewayId === gatewayId && connectionState(other, now) !== "deleted")
    .flatMap((other) => other.tunnels.map((tunnel) => tunnel.insideCidr));
}

/** The block that was asked for; throws when it cannot be had. The code is not documented. */
export function readInsideCidr(asked: string, taken: readonly string[]): string {
  const cidr = canonicalIpv4(asked);
  if (cidr !== asked || prefixLength(cidr) !== 30 || !covers(LINK_LOCAL, cidr)) {
    throw invalidValue(`The tunnel inside cidr '${asked}' is invalid. Expecting a /30 within ${LINK_LOCAL}.`);
  }
  if (RESERVED.includes(cidr)) throw invalidValue(`The tunnel inside cidr '${cidr}' is reserved.`);
  if (taken.includes(cidr)) {
    throw invalidValue(`The tunnel inside cidr '${cidr}' is already in use on the gateway.`);
  }
  return cidr;
}

/** A free block, of AWS's own choice. */
export function chooseInsideCidr(state: Ec2State, taken: readonly string[]): string {
  for (;;) {
    const [third, fourth] = [Number.parseInt(state.hex(2), 16), Number.parseInt(state.hex(2), 16)];
    const cidr = `169.254.${third}.${fourth - (fourth % 4)}/30`;
    if (!RESERVED.includes(cidr) && !taken.includes(cidr)) return cidr;
  }
}

/** The two addresses of a block: the first is AWS's, the second the other end's. */
export function insideAddresses(cidr: string): { readonly near: string; readonly far: string } {
  const [, start = "", last = ""] = /^(.*\.)(\d+)\/30$/.exec(cidr) ?? [];
  return { near: `${start}${Number(last) + 1}`, far: `${start}${Number(last) + 2}` };
}
