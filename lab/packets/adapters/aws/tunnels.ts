import type { CustomerGateway, TunnelOption, VpnConnection } from "@aws-sdk/client-ec2";
import type { BgpEnd, TunnelEnd } from "../../site.ts";
import { addressAt } from "../addresses.ts";
import type { Asked } from "../asked.ts";
import type { AwsDocuments } from "./documents.ts";
import { ikeVersionsOf, proposalsOf } from "./proposals.ts";

/** AWS's side of all sessions of a gateway. */
interface Speaker {
  readonly asn: number;
  readonly advertises: readonly string[];
  readonly keyOf: Asked["keyOf"];
}

/** "Site-to-Site VPN quotas": dynamic routes advertised from a customer gateway device. */
const MOST_PREFIXES = 100;
/** As the configuration that AWS hands out for devices has it; its timers cannot be set. */
const TIMERS = { keepaliveSeconds: 10, holdSeconds: 30 };

/** The tunnels of a gateway's connections that are there to be talked to. */
export function tunnelsOf(documents: AwsDocuments, gatewayId: string, speaker: Speaker): TunnelEnd[] {
  return documents.vpnConnections
    .filter(({ VpnGatewayId, State = "" }) => VpnGatewayId === gatewayId && isUsable(State))
    .flatMap((connection) => {
      const device = documents.customerGateways.find(
        ({ CustomerGatewayId }) => CustomerGatewayId === connection.CustomerGatewayId,
      );
      const options = connection.Options?.TunnelOptions ?? [];
      return device === undefined
        ? []
        : options.flatMap((option) => toEnd({ connection, device, option }, speaker) ?? []);
    });
}

interface Parts {
  readonly connection: VpnConnection;
  readonly device: CustomerGateway;
  readonly option: TunnelOption;
}

function isUsable(state: string): boolean {
  return state === "available" || state === "modifying";
}

function toEnd({ connection, device, option }: Parts, speaker: Speaker): TunnelEnd | undefined {
  const { VpnConnectionId = "", Options } = connection;
  const { OutsideIpAddress: local, PreSharedKey, StartupAction } = option;
  const { IpAddress: remote } = device;
  const id = `aws/${VpnConnectionId}/${local}`;
  // Where Secrets Manager keeps the key, EC2 does not tell it.
  const key = PreSharedKey ?? speaker.keyOf(id);
  if (local === undefined || remote === undefined || key === undefined) return undefined;
  return {
    ...{ id, name: `${VpnConnectionId} ${local}`, local, remote, key },
    ...{ ikeVersions: ikeVersionsOf(option), initiates: StartupAction === "start" },
    ...{ phase1: proposalsOf(option, 1), phase2: proposalsOf(option, 2) },
    ...(Options?.StaticRoutesOnly === true ? {} : { bgp: sessionOf(device, option, speaker) }),
  };
}

/** Of an inside block AWS has the first host and the device the second. */
function sessionOf(
  { BgpAsn, BgpAsnExtended }: CustomerGateway,
  { TunnelInsideCidr = "" }: TunnelOption,
  { asn, advertises }: Speaker,
): BgpEnd {
  return {
    ...{ asn, peerAsn: Number(BgpAsnExtended ?? BgpAsn) },
    ...{ address: addressAt(TunnelInsideCidr, 1), peerAddress: addressAt(TunnelInsideCidr, 2), initiates: true },
    ...{ advertises, mostPrefixes: MOST_PREFIXES, ...TIMERS },
  };
}
