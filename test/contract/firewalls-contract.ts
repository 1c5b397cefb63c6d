import { AuthorizeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import { prefix } from "../../core/address-space/prefix.ts";
import { type ConnectionId, connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import type { Allow } from "../../core/connection/network.ts";
import { locate, type NetworkId, vpcNetworkId } from "../../core/connection/network-id.ts";
import type { OpenRule } from "../../core/plan/change.ts";
import { clientOf, makeVpc, seeRules } from "./build.ts";
import type { Subject } from "./subject.ts";
import { writesOf } from "./tap.ts";

const sources = ["10.2.0.0/16", "100.64.0.0/16", "2001:db8:2::/56"];
const allows: readonly Allow[] = [{ protocol: "tcp", from: 443, to: 443 }, { protocol: "icmp" }];
const wishes = sources.flatMap((source) => allows.map((allow) => ({ source, allow })));

export function describeFirewalls(subject: Subject): void {
  describe("applyFirewall", () => {
    it.each([{ account: "hub" as const }, { account: "member" as const }])(
      "given a cluster of the $account, then ports and prefixes open in one call, tagged, and again changes nothing",
      async ({ account }) => {
        const { world, provider, tap } = subject;
        const { network, group, connection } = await makeCluster(subject, account);
        const opens = wishes.map(({ source, allow }) => open(network, group, source, allow));
        const owned: (readonly { readonly id: string }[])[] = [];
        const calls = await tap.during(async () =>
          owned.push(await provider.applyFirewall(network, connection, opens)),
        );
        const again = await tap.during(async () =>
          owned.push(await provider.applyFirewall(network, connection, opens)),
        );

        expect(calls.map(({ action }) => action)).toEqual(["AuthorizeSecurityGroupIngress"]);
        expect(writesOf(again)).toEqual([]);
        const seen = await seeRules(world, network, group);
        const ids = seen.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId).toSorted();
        expect(ids).toHaveLength(6);
        const told = subject.gaps.has("opened-rules") ? owned.slice(1) : owned;
        for (const some of told) expect(some.map(({ id }) => id).toSorted()).toEqual(ids);
        expect(new Set(seen.map(({ Description }) => Description))).toEqual(new Set([`crosspeer ${connection}`]));
        const [described] = await provider.describeNetworks([network]);
        expect(described?.firewalls[0]?.rules).toEqual(
          expect.arrayContaining(wishes.map((wish) => expect.objectContaining({ ...wish, connection }))),
        );
      },
    );

    it("given all traffic from IPv4 and IPv6, then one rule for each", async () => {
      const { world, provider } = subject;
      const { network, group, connection } = await makeCluster(subject, "hub");
      const opens = ["10.2.0.0/16", "2001:db8:2::/56"].map((to) => open(network, group, to, { protocol: "all" }));
      expect(await provider.applyFirewall(network, connection, opens)).toHaveLength(2);
      const seen = await seeRules(world, network, group);
      expect(seen.map(({ IpProtocol }) => IpProtocol)).toEqual(["-1", "-1"]);
    });

    it("given a rule that somebody else made, then only the others are opened, and it is not ours", async () => {
      const { world, provider } = subject;
      const { network, group, connection } = await makeCluster(subject, "hub");
      await clientOf(world, network).send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: group,
          IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.2.0.0/16" }] }],
        }),
      );
      const opens = sources.map((source) => open(network, group, source, { protocol: "tcp", from: 443, to: 443 }));

      const owned = await provider.applyFirewall(network, connection, opens);

      expect(owned).toHaveLength(2);
      const [described] = await provider.describeNetworks([network]);
      const rules = described?.firewalls[0]?.rules ?? [];
      expect(rules.map(({ source }) => source).toSorted()).toEqual(sources);
      expect(rules.filter((rule) => rule.connection === connection).map(({ source }) => source)).not.toContain(
        "10.2.0.0/16",
      );
    });

    it("given rules of ours to close, one of them gone, then all are gone, and again changes nothing", async () => {
      const { world, provider, tap } = subject;
      const { network, group, connection } = await makeCluster(subject, "member");
      const opens = sources.map((source) => open(network, group, source, { protocol: "all" }));
      const owned = await provider.applyFirewall(network, connection, opens);
      const closes = owned.map(({ id }) => close(network, group, id));
      await provider.applyFirewall(network, connection, closes.slice(0, 1));
      expect(await seeRules(world, network, group)).toHaveLength(2);

      expect(await provider.applyFirewall(network, connection, closes)).toEqual([]);

      expect(await seeRules(world, network, group)).toEqual([]);
      expect(writesOf(await tap.during(() => provider.applyFirewall(network, connection, closes)))).toEqual([]);
    });

    it("given a group that does not exist, then Invalid", async () => {
      const { network, connection } = await makeCluster(subject, "hub");
      const opens = [open(network, "sg-0123456789abcdef0", "10.2.0.0/16", { protocol: "all" })];
      const applied = subject.provider.applyFirewall(network, connection, opens);
      await expect(applied).rejects.toMatchObject({ name: "Invalid" });
    });
  });
}

async function makeCluster(
  { world }: Subject,
  account: "hub" | "member",
): Promise<{ readonly network: NetworkId; readonly group: string; readonly connection: ConnectionId }> {
  const place = { account: world[account], region: world.regions[0] };
  const network = await makeVpc(world, place, { prefixes: ["10.1.0.0/16"] });
  const group = await world.clusterGroup(place, locate(network).localId, "shop");
  const peer = vpcNetworkId(place, "vpc-0fedcba9876543210");
  return { network, group, connection: connectionIdOf(pairOf(network, peer)) };
}

function open(network: NetworkId, firewall: string, source: string, allow: Allow): OpenRule {
  return { action: "open", network, firewall, source: prefix(source), allow, reason: "contract" };
}

function close(network: NetworkId, firewall: string, rule: string) {
  return { action: "close" as const, network, firewall, rule, reason: "contract" };
}
