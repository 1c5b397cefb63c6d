import {
  AcceptVpcPeeringConnectionCommand,
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  RejectVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import { locate } from "../../core/connection/network-id.ts";
import { clientOf, makeVpc, seePeerings } from "./build.ts";
import {
  farApart,
  joinPair,
  makePair,
  placePairs,
  type Subject,
  samePlace,
  twoAccounts,
  twoRegions,
} from "./subject.ts";
import { writesOf } from "./tap.ts";

export function describePeerings(subject: Subject): void {
  describe.each(placePairs)("a peering between networks of $given", (where) => {
    it("given nothing, then it is requested, tagged, accepted and told, and again changes nothing", async () => {
      const { world, provider, tap } = subject;
      const pair = await makePair(subject, where);
      const connection = connectionIdOf(pair);

      const peering = await joinPair(subject, pair);

      expect(peering).toMatchObject({
        ...pair,
        phase: "active",
        connection,
        options: { requester: false, accepter: false },
      });
      const [seen] = await seePeerings(world, pair.requester);
      expect(seen?.Tags).toEqual(
        expect.arrayContaining([
          { Key: "crosspeer:connection", Value: connection },
          { Key: "Name", Value: `crosspeer ${connection}` },
        ]),
      );
      const again = await tap.during(() => joinPair(subject, pair));
      expect(writesOf(again)).toEqual([]);
      expect(await seePeerings(world, pair.requester)).toHaveLength(1);
      const described = await provider.describeNetworks([pair.requester, pair.accepter]);
      for (const network of described) expect(network.peerings.map(({ id }) => id)).toEqual([peering.id]);
    });

    it("given it is active, then both sides resolve names with as few calls as AWS allows, and again with none", async () => {
      const { provider, tap } = subject;
      const pair = await makePair(subject, where);
      const peering = await joinPair(subject, pair);

      const calls = await tap.during(() => provider.setPeeringOptions(pair, peering));

      expect(calls).toHaveLength(where.given === "one account and region" ? 1 : 2);
      const options = await seeDns(subject, pair);
      expect(options).toEqual({ requester: true, accepter: true });
      expect(await tap.during(() => provider.setPeeringOptions(pair, { id: peering.id, options }))).toEqual([]);
    });

    it("given one side resolves names, then only the other is asked to", async () => {
      const { provider, tap } = subject;
      const pair = await makePair(subject, where);
      const peering = await joinPair(subject, pair);
      await provider.setPeeringOptions(pair, { ...peering, options: { requester: false, accepter: true } });
      expect(await seeDns(subject, pair)).toEqual({ requester: true, accepter: false });
      const calls = await tap.during(() =>
        provider.setPeeringOptions(pair, { ...peering, options: { requester: true, accepter: false } }),
      );
      expect(calls).toHaveLength(1);
      expect(await seeDns(subject, pair)).toEqual({ requester: true, accepter: true });
    });
  });

  describe("requestPeering", () => {
    it.each([
      { given: "another's offer in our direction", reversed: false, active: false },
      { given: "another's offer in the other direction", reversed: true, active: false },
      { given: "another's active peering in our direction", reversed: false, active: true },
      { given: "another's active peering in the other direction", reversed: true, active: true },
    ])("given $given, then Conflict, which says how to hand it over", async ({ reversed, active }) => {
      const { provider, tap } = subject;
      const pair = await makePair(subject, samePlace);
      const id = await makePeering(subject, pair, { reversed, active });
      const calls = await tap.during(() =>
        expect(provider.requestPeering(pair, connectionIdOf(pair))).rejects.toMatchObject({
          name: "Conflict",
          message: expect.stringMatching(new RegExp(`${id}.*crosspeer:connection=${connectionIdOf(pair)}`)),
        }),
      );
      expect(writesOf(calls)).toEqual([]);
    });

    it.each([{ reversed: false }, ...(subject.gaps.has("accepter-tags") ? [] : [{ reversed: true }])])(
      "given a peering handed over by a tag (reversed: $reversed), then it serves",
      async ({ reversed }) => {
        const { world, provider } = subject;
        const pair = await makePair(subject, farApart);
        const id = await makePeering(subject, pair, { reversed, active: true });
        const Tags = [{ Key: "crosspeer:connection", Value: connectionIdOf(pair) }];
        await clientOf(world, pair.requester).send(new CreateTagsCommand({ Resources: [id], Tags }));

        const peering = await joinPair(subject, pair);
        expect(peering).toMatchObject({ id, phase: "active" });
        await provider.setPeeringOptions(pair, peering);
        expect(await seeDns(subject, pair)).toEqual({ requester: true, accepter: true });
      },
    );

    it("given ours was deleted, then a new one is asked for", async () => {
      const { world, provider } = subject;
      const pair = await makePair(subject, twoAccounts);
      const { id } = await joinPair(subject, pair);
      const command = new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id });
      await clientOf(world, pair.accepter).send(command);
      await world.advance(60);
      const next = await provider.requestPeering(pair, connectionIdOf(pair));
      expect(next.id).not.toBe(id);
    });

    if (!subject.gaps.has("same-request")) {
      it("given the answer to the request is lost, then there is one peering all the same", async () => {
        const { world, provider, tap } = subject;
        const pair = await makePair(subject, twoAccounts);
        tap.fail({ action: "CreateVpcPeeringConnection", code: "InternalError", status: 500, after: true });
        const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
        const seen = await seePeerings(world, pair.requester);
        expect(seen.map(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId)).toEqual([id]);
      });
    }
  });

  describe("acceptPeering", () => {
    it("given the accepter's owner rejected it, then Refused", async () => {
      const { world, provider } = subject;
      const pair = await makePair(subject, twoAccounts);
      const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
      await world.advance(60);
      const command = new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id });
      await clientOf(world, pair.accepter).send(command);
      await expect(provider.acceptPeering(pair, id)).rejects.toMatchObject({ name: "Refused" });
    });

    it("given no such peering, then NotYetVisible", async () => {
      const pair = await makePair(subject, samePlace);
      const accepted = subject.provider.acceptPeering(pair, "pcx-0123456789abcdef0");
      await expect(accepted).rejects.toMatchObject({ name: "NotYetVisible" });
    });

    if (!subject.gaps.has("visibility")) {
      it("given an offer that has not reached the accepter's region, then NotYetVisible", async () => {
        const { provider } = subject;
        const pair = await makePair(subject, twoRegions);
        const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
        await expect(provider.acceptPeering(pair, id)).rejects.toMatchObject({ name: "NotYetVisible" });
      });
    }

    if (!subject.gaps.has("expiry")) {
      it("given nobody accepted for a week, then Refused", async () => {
        const { world, provider } = subject;
        const pair = await makePair(subject, twoAccounts);
        const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
        await world.advance(8 * 24 * 3600);
        await expect(provider.acceptPeering(pair, id)).rejects.toMatchObject({ name: "Refused" });
      });
    }

    if (!subject.gaps.has("overlap")) {
      it.each(placePairs)("given overlapping networks of $given, then Overlap", async ({ places }) => {
        const { world, provider } = subject;
        const [one, other] = places(world);
        const pair = pairOf(
          await makeVpc(world, one, { prefixes: ["10.1.0.0/16"] }),
          await makeVpc(world, other, { prefixes: ["10.2.0.0/16", "10.1.128.0/17"] }),
        );
        const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
        await world.advance(60);
        await expect(provider.acceptPeering(pair, id)).rejects.toMatchObject({ name: "Overlap" });
      });
    }
  });

  if (!subject.gaps.has("option-checks")) {
    describe("setPeeringOptions", () => {
      it("given the peering is not active yet, then NotYetVisible", async () => {
        const { provider } = subject;
        const pair = await makePair(subject, samePlace);
        const peering = await provider.requestPeering(pair, connectionIdOf(pair));
        await expect(provider.setPeeringOptions(pair, peering)).rejects.toMatchObject({ name: "NotYetVisible" });
      });

      it.each(placePairs)(
        "given a side without host names in $given, then only the other side resolves",
        async (where) => {
          const { world, provider } = subject;
          const [one, other] = where.places(world);
          const named = await makeVpc(world, one, { prefixes: ["10.1.0.0/16"] });
          const pair = pairOf(named, await makeVpc(world, other, { prefixes: ["10.2.0.0/16"], hostNames: false }));
          await provider.setPeeringOptions(pair, await joinPair(subject, pair));
          const expected = { requester: named === pair.requester, accepter: named === pair.accepter };
          expect(await seeDns(subject, pair)).toEqual(expected);
        },
      );
    });
  }
}

/** Which sides of a pair's peering resolve names. */
async function seeDns({ provider }: Subject, { requester, accepter }: Pair): Promise<Peering["options"]> {
  const [described] = await provider.describeNetworks([requester, accepter]);
  return described?.peerings[0]?.options ?? { requester: false, accepter: false };
}

/** Makes a peering as somebody else would; returns its id. */
async function makePeering(
  { world }: Subject,
  pair: Pair,
  { reversed, active }: { readonly reversed: boolean; readonly active: boolean },
): Promise<string> {
  const [from, to] = reversed ? [pair.accepter, pair.requester] : [pair.requester, pair.accepter];
  const { account, region, localId } = locate(to);
  const { VpcPeeringConnection } = await clientOf(world, from).send(
    new CreateVpcPeeringConnectionCommand({
      VpcId: locate(from).localId,
      PeerVpcId: localId,
      PeerOwnerId: account,
      PeerRegion: region,
    }),
  );
  const VpcPeeringConnectionId = VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
  await world.advance(60);
  if (active) {
    await clientOf(world, to).send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    await world.advance(60);
  }
  return VpcPeeringConnectionId;
}
