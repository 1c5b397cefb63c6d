import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  DeleteVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { prefix } from "../../core/address-space/prefix.ts";
import type { Pair } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { RouteChange } from "../../core/plan/change.ts";
import { clientOf, seeRoutes } from "./build.ts";
import { joinPair, makePair, placePairs, type Subject, samePlace, twoAccounts } from "./subject.ts";
import { writesOf } from "./tap.ts";

export function describeRoutes(subject: Subject): void {
  describe.each(placePairs)("applyRoutes between networks of $given", (where) => {
    it("given nothing, then routes lead to the peering on both sides, IPv4 and IPv6, and again changes nothing", async () => {
      const { world, provider, tap } = subject;
      const pair = await makePair(subject, where);
      const { id } = await joinPair(subject, pair);
      for (const network of [pair.requester, pair.accepter]) {
        const table = await mainTable(subject, network);
        const changes = ["10.77.0.0/16", "2001:db8:77::/56"].map((to) => change("create", network, table, to));
        const again = subject.gaps.has("ipv6-duplicates") ? changes.slice(0, 1) : changes;

        const owned = await provider.applyRoutes(network, id, changes);
        const calls = await tap.during(() => provider.applyRoutes(network, id, again));

        expect(owned).toEqual(changes.map(({ destination }) => routeOf(network, table, destination)));
        expect(writesOf(calls)).toEqual([]);
        const routes = (await provider.readRouteTables([network])).get(network)?.[0]?.routes;
        for (const { destination } of changes) {
          expect(routes).toContainEqual({ destination, target: { kind: "peering", id }, state: "active" });
        }
        expect(await seeRoutes(world, network, table)).toHaveLength(3);
      }
    });
  });

  describe("applyRoutes", () => {
    it("given a route to another target, then Conflict naming table, prefix and target, and it stays", async () => {
      const { world, provider, tap } = subject;
      const { pair, id, table, gateway } = await withForeignRoute(subject);
      for (const action of ["create", "replace", "delete"] as const) {
        const calls = await tap.during(() =>
          expect(
            provider.applyRoutes(pair.requester, id, [change(action, pair.requester, table, "10.66.0.0/16")]),
          ).rejects.toMatchObject({
            name: "Conflict",
            message: expect.stringMatching(new RegExp(`${table}.*10.66.0.0/16.*${gateway}`)),
          }),
        );
        expect(writesOf(calls)).toEqual([]);
      }
      expect(await seeRoutes(world, pair.requester, table)).toContainEqual(
        expect.objectContaining({ DestinationCidrBlock: "10.66.0.0/16", GatewayId: gateway }),
      );
    });

    it("given a route of ours to take away, then it goes, and again changes nothing", async () => {
      const { world, provider, tap } = subject;
      const pair = await makePair(subject, twoAccounts);
      const { id } = await joinPair(subject, pair);
      const table = await mainTable(subject, pair.accepter);
      for (const to of ["10.77.0.0/16", "2001:db8:77::/56"]) {
        await provider.applyRoutes(pair.accepter, id, [change("create", pair.accepter, table, to)]);
        const away = [change("delete", pair.accepter, table, to)];
        expect(await provider.applyRoutes(pair.accepter, id, away)).toEqual([]);
        expect(writesOf(await tap.during(() => provider.applyRoutes(pair.accepter, id, away)))).toEqual([]);
      }
      expect(await seeRoutes(world, pair.accepter, table)).toHaveLength(1);
    });

    it("given a table that does not exist, then Invalid", async () => {
      const pair = await makePair(subject, samePlace);
      const { id } = await joinPair(subject, pair);
      const changes = [change("create", pair.requester, "rtb-0123456789abcdef0", "10.77.0.0/16")];
      const applied = subject.provider.applyRoutes(pair.requester, id, changes);
      await expect(applied).rejects.toMatchObject({ name: "Invalid" });
    });

    it("given a peering that this side does not know yet, then NotYetVisible", async () => {
      const pair = await makePair(subject, samePlace);
      const table = await mainTable(subject, pair.requester);
      const changes = [change("create", pair.requester, table, "10.77.0.0/16")];
      const applied = subject.provider.applyRoutes(pair.requester, "pcx-0123456789abcdef0", changes);
      await expect(applied).rejects.toMatchObject({ name: "NotYetVisible" });
    });

    if (!subject.gaps.has("blackholes")) {
      it("given a blackhole of a former peering, then it is replaced only when the plan says so", async () => {
        const { world, provider } = subject;
        const pair = await makePair(subject, twoAccounts);
        const { id: former } = await joinPair(subject, pair);
        const table = await mainTable(subject, pair.requester);
        const create = change("create", pair.requester, table, "10.77.0.0/16");
        await provider.applyRoutes(pair.requester, former, [create]);
        const command = new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: former });
        await clientOf(world, pair.requester).send(command);
        await world.advance(60);
        const { id } = await joinPair(subject, pair);
        const before = (await provider.readRouteTables([pair.requester])).get(pair.requester)?.[0]?.routes;
        expect(before).toContainEqual(expect.objectContaining({ destination: "10.77.0.0/16", state: "blackhole" }));

        await expect(provider.applyRoutes(pair.requester, id, [create])).rejects.toMatchObject({ name: "Conflict" });
        await provider.applyRoutes(pair.requester, id, [{ ...create, action: "replace" }]);

        const after = (await provider.readRouteTables([pair.requester])).get(pair.requester)?.[0]?.routes;
        const target = { kind: "peering", id };
        expect(after).toContainEqual({ destination: "10.77.0.0/16", target, state: "active" });
      });
    }
  });
}

function change(action: RouteChange["action"], network: NetworkId, table: string, to: string): RouteChange {
  return { action, network, table, destination: prefix(to), reason: "contract" };
}

function routeOf(network: NetworkId, table: string, destination: string) {
  return { kind: "route", id: `${table}/${destination}`, network };
}

async function mainTable({ provider }: Subject, network: NetworkId): Promise<string> {
  const tables = await provider.readRouteTables([network]);
  return tables.get(network)?.find(({ main }) => main)?.id ?? "";
}

/** A pair of which the requester sends a prefix to the internet. */
async function withForeignRoute(
  subject: Subject,
): Promise<{ readonly pair: Pair; readonly id: string; readonly table: string; readonly gateway: string }> {
  const { world } = subject;
  const pair = await makePair(subject, samePlace);
  const { id } = await joinPair(subject, pair);
  const table = await mainTable(subject, pair.requester);
  const client = clientOf(world, pair.requester);
  const { InternetGateway } = await client.send(new CreateInternetGatewayCommand({}));
  const gateway = InternetGateway?.InternetGatewayId ?? "";
  const VpcId = locate(pair.requester).localId;
  await client.send(new AttachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId }));
  const route = { RouteTableId: table, DestinationCidrBlock: "10.66.0.0/16", GatewayId: gateway };
  await client.send(new CreateRouteCommand(route));
  return { pair, id, table, gateway };
}
