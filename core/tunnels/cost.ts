import type { Pair } from "../connection/connection-id.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import { layoutOf } from "./layout.ts";

export interface MonthlyCost {
  /** US dollars, list price of a common region, without traffic. */
  readonly usd: number;
  readonly parts: readonly CostPart[];
}

export interface CostPart {
  readonly what: string;
  readonly usd: number;
}

/** As the clouds' price pages count. */
const hoursInMonth = 730;

/** US dollars an hour, once a connection unless it counts tunnels. */
const hourly: Readonly<Record<Cloud, (tunnels: number) => readonly CostPart[]>> = {
  aws: (tunnels) => [{ what: `${tunnels / 2} VPN connections of AWS`, usd: (tunnels / 2) * 0.05 }],
  gcp: (tunnels) => [{ what: `${tunnels} VPN tunnels of Google Cloud`, usd: tunnels * 0.05 }],
  azure: () => [
    { what: "a VpnGw1AZ gateway of Azure", usd: 0.19 },
    { what: "2 public addresses of Azure", usd: 2 * 0.005 },
  ],
};

/** US dollars a month for each secret (Secrets Manager). */
const secret = 0.4;

/** US dollars an hour for what is plugged into a transit gateway (AWS Transit Gateway pricing); its traffic costs besides. */
const attachment = 0.05;

/**
 * What joining two networks of different clouds costs a month; nothing within one cloud. A gateway that serves other
 * connections too is counted in full.
 *
 * @param transit whether AWS's end is a transit gateway: then the VPC and each VPN connection is an attachment of it
 */
export function monthlyCost(pair: Pair, transit = false): MonthlyCost {
  const tunnels = layoutOf(pair).length;
  if (tunnels === 0) return { usd: 0, parts: [] };
  const clouds = [locate(pair.requester).cloud, locate(pair.accepter).cloud];
  const parts = [
    ...[...clouds.flatMap((cloud) => hourly[cloud](tunnels)), ...(transit ? [attachmentsOf(tunnels)] : [])].map(
      ({ what, usd }) => ({ what, usd: inCents(usd * hoursInMonth) }),
    ),
    { what: `${tunnels} secrets with pre-shared keys`, usd: inCents(tunnels * secret) },
  ];
  return { usd: inCents(parts.reduce((sum, { usd }) => sum + usd, 0)), parts };
}

function attachmentsOf(tunnels: number): CostPart {
  const count = 1 + tunnels / 2;
  return { what: `${count} attachments to a transit gateway of AWS`, usd: count * attachment };
}

function inCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
