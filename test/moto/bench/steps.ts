import type { Pair } from "../../../core/connection/connection-id.ts";
import { hub } from "../../../lab/scenarios/accounts.ts";
import { createAwsProvider } from "../../../providers/aws/provider.ts";
import { acceptPeering } from "../../../reconcile/accept-peering.ts";
import { openFirewall } from "../../../reconcile/open-firewall.ts";
import { planConnection } from "../../../reconcile/plan-connection.ts";
import type { Deps, Ledger } from "../../../reconcile/ports.ts";
import { readIntent } from "../../../reconcile/read-intent.ts";
import { readPeering } from "../../../reconcile/read-peering.ts";
import { readPlace } from "../../../reconcile/read-place.ts";
import { recordConnection } from "../../../reconcile/record-connection.ts";
import { requestPeering } from "../../../reconcile/request-peering.ts";
import { routePeering } from "../../../reconcile/route-peering.ts";
import { verifyConnection } from "../../../reconcile/verify-connection.ts";
import { ungoverned } from "../../support/ungoverned.ts";
import { MotoWorld } from "../world.ts";
import { type Figure, measured } from "./figure.ts";
import { ledgerInMemory } from "./ledger.ts";
import { buildPairs, tagPairs } from "./pairs.ts";

/** As many connections are carried out at the same time. */
const together = 8;

/**
 * The steps in one process, in the order of the state machines: what crosspeer asks of EC2, without the time of Lambda,
 * Step Functions and DynamoDB, which are other servers on AWS and share two cores with EC2 here.
 */
export async function measureSteps(count: number): Promise<Figure> {
  const world = await MotoWorld.start();
  try {
    const reader = depsOf(world.endpoint, "reader", ledgerInMemory());
    const actor = depsOf(world.endpoint, "actor", reader.ledger);
    const pairs = await buildPairs(world.endpoint, count);
    await tagPairs(pairs);
    // The first VPC after a start is slow in moto: what is measured begins when all stand.
    return await measured(
      {
        path: "the steps in one process",
        count,
        journal: world.gateway.journal,
        isOwn: ({ accessKeyId }) => accessKeyId === "reader" || accessKeyId === "actor",
        isConnecting: ({ accessKeyId }) => accessKeyId === "actor",
      },
      {
        connect: async () => {
          await sweepAndConnect(reader, actor);
          return 0;
        },
        sweep: async () => {
          for (const place of actor.places) await readPlace(actor, place);
          const { connections } = await readIntent(actor, { at: now() });
          if (connections.length > 0) throw new Error(`${connections.length} connections are not as wanted`);
        },
      },
    );
  } finally {
    await world.stop();
  }
}

/** The steps that act have keys of their own, so that the journal tells their calls apart. */
function depsOf(endpoint: string, accessKeyId: string, ledger: Ledger): Deps {
  const sdk = { endpoint, region: hub.region, credentials: { accessKeyId, secretAccessKey: "any" } };
  return {
    provider: createAwsProvider({ hubAccount: hub.account, memberRoleName: "none", sdk }, Date.now),
    ledger,
    // AWS takes many writers at a time.
    leases: { acquire: async () => undefined, release: async () => {} },
    events: { announce: async () => {} },
    places: [hub],
    graceSeconds: 0,
    ...ungoverned,
  };
}

async function sweepAndConnect(reader: Deps, actor: Deps): Promise<void> {
  for (const place of reader.places) await readPlace(reader, place);
  const { connections } = await readIntent(reader, { at: now() });
  const queue = [...connections];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await connect(reader, actor, next);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
}

async function connect(reader: Deps, actor: Deps, wish: Pair): Promise<void> {
  const plan = await planConnection(reader, { ...wish, asked: false, at: now() });
  if (plan.outcome !== "change") throw new Error(`${plan.connection} is not to be changed: ${plan.outcome}`);
  const { connection, requester, accepter } = plan;
  const { peering, phase } = await requestPeering(actor, { connection, requester, accepter, at: now() });
  await acceptPeering(actor, { connection, requester, accepter, peering, phase, at: now() });
  const { options } = await readPeering(actor, { requester, accepter, peering });
  await routePeering(actor, { connection, requester, accepter, peering, options });
  await openFirewall(actor, { connection, requester, accepter });
  await verifyConnection(actor, { connection, requester, accepter, peering });
  await recordConnection(reader, { ...plan, peering, at: now() });
}

function now(): string {
  return new Date().toISOString();
}
