import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { Progress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { refuseFailed } from "./operations.ts";
import { standingPlace, type VpnPlace } from "./vpn-region.ts";
import { type Router, readExternalGateway, readHaGateway, readRouter, readTunnels } from "./vpn-resources.ts";

const gone: Progress = { done: true, wait: 0, owned: [] };
const underWay: Progress = { done: false, wait: 10, owned: [] };

/** Sessions, then tunnels, then the far gateway: what another refers to is not deleted. */
export async function removeTunnels(gcp: GcpClients, network: NetworkId, connection: ConnectionId): Promise<Progress> {
  const place = await standingPlace(gcp, network);
  if (place === undefined) return gone;
  const router = await readRouter(gcp, place);
  if (router !== undefined && isNamedIn(router, connection)) {
    await removeSessions(gcp, place, router, connection);
    return underWay;
  }
  const { project, region } = place;
  const tunnels = await readTunnels(gcp, place, connection);
  if (tunnels.length > 0) {
    await Promise.all(
      tunnels.map(({ name }) =>
        begin(`delete vpn tunnel ${name} of ${network}`, () =>
          gcp.vpnTunnels.delete({ project, region, vpnTunnel: name ?? "", requestId: gcp.uuid() }),
        ),
      ),
    );
    return underWay;
  }
  if ((await readExternalGateway(gcp, place, connection)) === undefined) return gone;
  await begin(`delete external vpn gateway ${connection} of ${network}`, () =>
    gcp.externalVpnGateways.delete({ project, externalVpnGateway: connection, requestId: gcp.uuid() }),
  );
  return underWay;
}

/** Takes away the gateway and then the router, unless somebody uses them. */
export async function removeGateway(gcp: GcpClients, network: NetworkId): Promise<Progress> {
  const place = await standingPlace(gcp, network);
  if (place === undefined) return gone;
  const { project, region, name } = place;
  const [router, gateway, tunnels] = await Promise.all([
    readRouter(gcp, place),
    readHaGateway(gcp, place),
    readTunnels(gcp, place),
  ]);
  if (tunnels.length > 0 || (router?.bgpPeers ?? []).length > 0) return gone;
  // The gateway goes last: by it the place is found again.
  if (router !== undefined) {
    await begin(`delete router ${name} of ${network}`, () =>
      gcp.routers.delete({ project, region, router: name, requestId: gcp.uuid() }),
    );
    return underWay;
  }
  if (gateway === undefined) return gone;
  await begin(`delete vpn gateway ${name} of ${network}`, () =>
    gcp.vpnGateways.delete({ project, region, vpnGateway: name, requestId: gcp.uuid() }),
  );
  return underWay;
}

function isNamedIn({ interfaces, bgpPeers }: Router, connection: ConnectionId): boolean {
  return [...(interfaces ?? []), ...(bgpPeers ?? [])].some(({ name }) => name?.startsWith(`${connection}-`));
}

/** Put back whole: the client sends no empty list, so that a patch could not take away the last session. */
function removeSessions(gcp: GcpClients, place: VpnPlace, router: Router, connection: ConnectionId): Promise<void> {
  const { project, region, name } = place;
  const isOthers = (one: { readonly name?: string | null }) => !one.name?.startsWith(`${connection}-`);
  const routerResource = {
    ...router,
    interfaces: (router.interfaces ?? []).filter(isOthers),
    bgpPeers: (router.bgpPeers ?? []).filter(isOthers),
  };
  return begin(`take sessions of ${connection} from router ${name}`, () =>
    gcp.routers.update({ project, region, router: name, requestId: gcp.uuid(), routerResource }),
  );
}

async function begin(doing: string, call: () => Promise<readonly [{ latestResponse?: unknown }, ...unknown[]]>) {
  await attempt(doing, async () => {
    const [{ latestResponse }] = await call();
    refuseFailed(latestResponse, doing);
  });
}
