import { type ConnectionId, connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import { Busy, Conflict, Invalid, NotYetVisible } from "../../core/faults.ts";
import type { OwnedObject } from "../provider.ts";
import type { GcpClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { newestOperation, type Purpose, refuseFailed, requestIdFor } from "./operations.ts";
import { readNetworks } from "./read-networks.ts";
import { toNames } from "./translate.ts";
import { type Halves, halvesOf, isHalf, isOurs, type Side, toPeering, wantedFlags } from "./translate-peering.ts";

/** Finds the peering of a pair, or begins with the requester's half. What came of it is for the next verb to say. */
export async function requestPeering(gcp: GcpClients, pair: Pair, connection: ConnectionId): Promise<Peering> {
  const halves = await readHalves(gcp, pair);
  if (halves.requester === "missing") await beginHalf(gcp, pair, "requester");
  const untold = { id: connection, ...pair, phase: "requested", options: { requester: true, accepter: true } } as const;
  return toPeering(pair, halves) ?? { ...untold, connection };
}

/** Begins with the accepter's half, which Google takes only when the requester's is there: one operation at a time. */
export async function acceptPeering(gcp: GcpClients, pair: Pair): Promise<readonly OwnedObject[]> {
  const halves = await readHalves(gcp, pair);
  if (halves.requester === "missing") {
    await refuseFailedHalf(gcp, pair, "requester");
    throw new NotYetVisible(`${nameOf(pair)} has no half in ${pair.requester} yet`);
  }
  if (halves.accepter === "missing") await beginHalf(gcp, pair, "accepter");
  else if (!isOurs(halves.accepter, pair)) return [];
  return [{ kind: "peering", id: connectionIdOf(pair), network: pair.accepter }];
}

/** Reads both halves; where one is missing, why. */
export async function readPeering(gcp: GcpClients, pair: Pair): Promise<Peering> {
  const halves = await readHalves(gcp, pair);
  const missing = (["requester", "accepter"] as const).find((side) => halves[side] === "missing");
  if (missing !== undefined) await refuseFailedHalf(gcp, pair, missing);
  const peering = toPeering(pair, halves);
  if (peering !== undefined) return peering;
  throw new NotYetVisible(`no half joins ${pair.requester} and ${pair.accepter} yet`);
}

/** @throws Invalid when one of the networks is gone · Conflict when both halves are another's */
export async function readHalves(gcp: GcpClients, pair: Pair): Promise<Halves> {
  const networks = await readNetworks(gcp, [pair.requester, pair.accepter]);
  const gone = [pair.requester, pair.accepter].find((id) => !networks.has(id));
  if (gone !== undefined) throw new Invalid(`${gone} does not exist`);
  const halves = halvesOf(pair, networks);
  const { requester, accepter } = halves;
  if (!isHalf(requester) || !isHalf(accepter) || isOurs(requester, pair) || isOurs(accepter, pair)) return halves;
  throw new Conflict(
    `${requester.name} and ${accepter.name} join ${pair.requester} and ${pair.accepter} already and are not ours: ` +
      "delete them on both sides",
  );
}

async function beginHalf(gcp: GcpClients, pair: Pair, side: Side): Promise<void> {
  const { purpose, doing, peer } = halfOf(pair, side);
  const networkPeering = { name: purpose.subject, network: peer, stackType: "IPV4_ONLY", ...wantedFlags };
  try {
    await attempt(doing, async () => {
      const [{ latestResponse }] = await gcp.networks.addPeering({
        ...toNames(purpose.network),
        requestId: requestIdFor(gcp, purpose),
        networksAddPeeringRequestResource: { networkPeering },
      });
      refuseFailed(latestResponse, doing);
    });
  } catch (fault) {
    if (!(fault instanceof Busy)) throw fault;
    // Perhaps with what we began before: then there is nothing to do but to wait.
    const { state } = await attempt(doing, () => newestOperation(gcp, purpose, doing));
    if (state !== "running") throw fault;
  }
}

/** Throws why there is no half where our last attempt failed. */
async function refuseFailedHalf(gcp: GcpClients, pair: Pair, side: Side): Promise<void> {
  const { purpose, doing } = halfOf(pair, side);
  const newest = await attempt(`look for what became of ${nameOf(pair)} in ${purpose.network}`, () =>
    newestOperation(gcp, purpose, doing),
  );
  if (newest.state === "failed") throw newest.fault;
}

function halfOf(pair: Pair, side: Side) {
  const [network, peer] = side === "requester" ? [pair.requester, pair.accepter] : [pair.accepter, pair.requester];
  const purpose: Purpose = { network, subject: connectionIdOf(pair), verb: "addPeering" };
  return { purpose, peer, doing: `join ${network} to ${peer}` };
}

function nameOf(pair: Pair): string {
  return connectionIdOf(pair);
}
