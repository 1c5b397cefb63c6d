import { ArmError } from "../arm-error.ts";
import { acceptedAnswer } from "../operations.ts";
import type { AzureState } from "../state.ts";
import type { ArmCall, ArmRoute, HttpAnswer } from "../wire.ts";
import { pathOf, provider, read } from "./collection.ts";
import { type ConnectionEnd, endsOf } from "./ends.ts";
import { gateways } from "./gateways.ts";
import { connectionsOf } from "./instances.ts";
import type { VpnGateway } from "./resources.ts";

const PATH = pathOf(gateways);

/** A session of an instance, as it is set up. */
interface Session {
  readonly end: ConnectionEnd;
  readonly bgp: NonNullable<ConnectionEnd["bgp"]>;
}

/** What a gateway says of its BGP sessions, each as the result of a long-running operation. */
export function bgpRoutes(state: AzureState): ArmRoute[] {
  return [
    question(state, "getBgpPeerStatus", (gateway, peer) => peerStatus(state, gateway, peer)),
    question(state, "getLearnedRoutes", (gateway) => learnedRoutes(state, gateway)),
    question(state, "getAdvertisedRoutes", (gateway, peer) => advertisedRoutes(state, gateway, neededPeer(peer))),
  ];
}

type Ask = (gateway: VpnGateway, peer: string | null) => readonly object[];

function question(state: AzureState, name: string, ask: Ask): ArmRoute {
  return {
    ...{ method: "POST", path: `${PATH}/${name}`, provider, action: `virtualNetworkGateways/${name}/action` },
    run: (call) => take(state, call, name, ask),
  };
}

/** Takes no virtual time: a function that polls for the answer keeps the lab's clock from moving. */
function take(state: AzureState, call: ArmCall, name: string, ask: Ask): HttpAnswer {
  const gateway = read(state, call, gateways);
  const value = ask(gateway, call.query.get("peer"));
  const operation = state.operations.start({
    ...{ name, subscription: state.group(call).subscription, location: gateway.location, seconds: 0 },
    ...{ finish: () => {}, result: { value } },
  });
  return acceptedAnswer(call, operation);
}

function neededPeer(peer: string | null): string {
  if (peer !== null && peer !== "") return peer;
  throw new ArmError("MissingQueryParameter", "The query parameter 'peer' is required.");
}

function sessionsOf(state: AzureState, gateway: VpnGateway): Session[] {
  const ends = connectionsOf(state, gateway.id).flatMap((connection) => endsOf(state, connection));
  return ends.flatMap((end) => (end.bgp === undefined ? [] : [{ end, bgp: end.bgp }]));
}

function peerStatus(state: AzureState, gateway: VpnGateway, peer: string | null): object[] {
  const asked = sessionsOf(state, gateway).filter(({ bgp }) => peer === null || bgp.peerAddress === peer);
  return asked.map(({ end, bgp }) => {
    const session = state.fabric.session(end.id);
    const seconds = session.up ? Math.floor((state.clock.now() - session.since) / 1000) : 0;
    return {
      ...{ localAddress: bgp.address, neighbor: bgp.peerAddress, asn: bgp.peerAsn },
      ...{ state: session.up ? "Connected" : "Connecting", connectedDuration: duration(seconds) },
      routesReceived: session.up ? learnedBy(state, end, session.learned).length : 0,
      ...{ messagesSent: Math.floor(seconds / 60), messagesReceived: Math.floor(seconds / 60) },
    };
  });
}

function learnedRoutes(state: AzureState, gateway: VpnGateway): object[] {
  return sessionsOf(state, gateway).flatMap(({ end, bgp }) => {
    const session = state.fabric.session(end.id);
    const networks = session.up ? learnedBy(state, end, session.learned) : [];
    return networks.map((network) => ({
      ...{ localAddress: bgp.address, network, nextHop: bgp.peerAddress, sourcePeer: bgp.peerAddress },
      ...{ origin: "EBgp", asPath: String(bgp.peerAsn), weight: 32768 },
    }));
  });
}

/** Azure takes no prefix that is one of its network's own. */
function learnedBy(state: AzureState, { instance }: ConnectionEnd, learned: readonly string[]): string[] {
  const own = state.vnet(instance.subnet)?.prefixes ?? [];
  return learned.filter((prefix) => !own.includes(prefix));
}

function advertisedRoutes(state: AzureState, gateway: VpnGateway, peer: string): object[] {
  const told = sessionsOf(state, gateway)
    .filter(({ end, bgp }) => bgp.peerAddress === peer && state.fabric.session(end.id).up)
    .flatMap(({ bgp }) =>
      bgp.advertises.map((network) => ({
        ...{ localAddress: bgp.address, network, nextHop: bgp.address, sourcePeer: bgp.address },
        ...{ origin: "Igp", asPath: String(bgp.asn), weight: 0 },
      })),
    );
  if (told.length > 0) return told;
  // As recorded, of a peer that the gateway does not have.
  const own = state.vnet(gateway.settings.instances[0]?.subnet ?? "")?.prefixes ?? [];
  const route = { localAddress: "", nextHop: "Virtual Network", origin: "Network", weight: 0 };
  return own.map((network) => ({ ...route, network }));
}

function duration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
