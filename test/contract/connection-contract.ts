import { prefix } from "../../core/address-space/prefix.ts";
import { connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { FirewallChange, RouteChange } from "../../core/plan/change.ts";
import { makePair, type Subject, twoAccounts } from "./subject.ts";
import { writesOf } from "./tap.ts";

const destination = prefix("10.77.0.0/16");
const reason = "contract";

export function describeWholeConnection(subject: Subject): void {
  describe("a whole connection", () => {
    it("given two accounts and one table and cluster each, then twelve calls once they are described", async () => {
      const { tap } = subject;
      const pair = await makePair(subject, twoAccounts);
      const changes = await planned(subject, pair);

      const calls = await tap.during(() => connect(subject, pair, changes));

      expect(calls).toHaveLength(12);
      expect(writesOf(calls)).toEqual([
        "CreateVpcPeeringConnection",
        "AcceptVpcPeeringConnection",
        "ModifyVpcPeeringConnectionOptions",
        "ModifyVpcPeeringConnectionOptions",
        "CreateRoute",
        "AuthorizeSecurityGroupIngress",
        "CreateRoute",
        "AuthorizeSecurityGroupIngress",
      ]);
    });
  });
}

interface Change {
  readonly network: NetworkId;
  readonly routes: readonly RouteChange[];
  readonly rules: readonly FirewallChange[];
}

async function planned({ world, provider }: Subject, { requester, accepter }: Pair): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const network of [requester, accepter]) {
    const firewall = await world.clusterGroup(locate(network), locate(network).localId, "shop");
    const [described] = await provider.describeNetworks([network]);
    const table = described?.routeTables[0]?.id ?? "";
    changes.push({
      network,
      routes: [{ action: "create", network, table, destination, reason }],
      rules: [{ action: "open", network, firewall, source: destination, allow: { protocol: "all" }, reason }],
    });
  }
  return changes;
}

/** What the state machines do once both networks are described, when nothing keeps them waiting. */
async function connect({ world, provider }: Subject, pair: Pair, changes: readonly Change[]): Promise<void> {
  const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
  await world.advance(30);
  await provider.acceptPeering(pair, id);
  await world.advance(30);
  const peering = await provider.readPeering(pair, id);
  await provider.setPeeringOptions(pair, peering);
  for (const { network, routes, rules } of changes) {
    await provider.applyRoutes(network, id, routes);
    await provider.applyFirewall(network, connectionIdOf(pair), rules);
  }
  await provider.readRouteTables([pair.requester, pair.accepter]);
}
