import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { vpcNetworkId } from "../../core/connection/network-id.ts";
import { intentKeys, statusKey } from "../../core/intent/tags.ts";
import { clientOf, makeSubnet, makeTable, makeVpc, seeRoutes } from "./build.ts";
import type { Subject } from "./subject.ts";

export function describeNetworksAndTags(subject: Subject): void {
  describe("listNetworks", () => {
    it("given more networks with tags of ours than a page holds, then lists them all and no other", async () => {
      const { world, provider } = subject;
      const place = { account: world.member, region: world.regions[1] };
      const wishes = [...intentKeys, statusKey].map((key) => ({ [key]: `value of ${key}` }));
      const made = await Promise.all(wishes.map((tags) => makeVpc(world, place, { prefixes: ["10.9.0.0/16"], tags })));
      const silent = await makeVpc(world, place, { prefixes: ["10.9.0.0/16"], tags: { Name: "silent" } });

      const listed = await provider.listNetworks(place);

      expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
      expect(listed.map(({ id }) => id)).not.toContain(silent);
      expect(listed.find(({ id }) => id === made[0])?.tags).toEqual({ "crosspeer:name": "value of crosspeer:name" });
    });
  });

  describe("readTags and writeTag", () => {
    it.each([{ account: "hub" as const }, { account: "member" as const }])(
      "given a network of the $account, then a tag is set, read and taken away, each twice",
      async ({ account }) => {
        const { world, provider } = subject;
        const place = { account: world[account], region: world.regions[0] };
        const network = await makeVpc(world, place, { prefixes: ["10.9.0.0/16"], tags: { Name: "kept" } });

        for (const _ of [1, 2]) await provider.writeTag(network, "crosspeer:status", "active 1/1");
        expect(await provider.readTags(network)).toEqual({ Name: "kept", "crosspeer:status": "active 1/1" });

        for (const _ of [1, 2]) await provider.writeTag(network, "crosspeer:status", undefined);
        expect(await provider.readTags(network)).toEqual({ Name: "kept" });
      },
    );

    it("given a value longer than EC2 takes, then Invalid and no call", async () => {
      const { world, provider, tap } = subject;
      const network = await makeVpc(world, hubPlace(subject), { prefixes: ["10.9.0.0/16"] });
      const calls = await tap.during(() =>
        expect(provider.writeTag(network, "crosspeer:status", "x".repeat(257))).rejects.toMatchObject({
          name: "Invalid",
        }),
      );
      expect(calls).toEqual([]);
    });

    it("given a network that does not exist, then there are no tags to read and none can be set", async () => {
      const { provider } = subject;
      const nowhere = vpcNetworkId(hubPlace(subject), "vpc-0123456789abcdef0");
      expect(await provider.readTags(nowhere)).toBeUndefined();
      await expect(provider.writeTag(nowhere, "crosspeer:status", "x")).rejects.toMatchObject({ name: "Invalid" });
    });
  });

  describe("describeNetworks", () => {
    it("given secondary and IPv6 prefixes, then all are in the address space", async () => {
      const { world, provider } = subject;
      const network = await makeVpc(world, hubPlace(subject), {
        prefixes: ["10.8.0.0/16", "100.64.0.0/16"],
        ipv6: true,
      });
      const [described] = await provider.describeNetworks([network]);
      expect(described?.addressSpace.slice(0, 2)).toEqual(["10.8.0.0/16", "100.64.0.0/16"]);
      expect(described?.addressSpace[2]).toMatch(/^[0-9a-f:]+::\/56$/);
    });

    it("given tables that serve subnets and one that serves none, then only those that need routes are told", async () => {
      const { world, provider } = subject;
      const network = await makeVpc(world, hubPlace(subject), { prefixes: ["10.8.0.0/16"] });
      const left = await makeSubnet(world, network, "10.8.1.0/24");
      const many = await Promise.all([2, 3, 4, 5, 6, 7].map((n) => makeSubnet(world, network, `10.8.${n}.0/24`)));
      const tables = await Promise.all(many.map((subnet) => makeTable(world, network, subnet)));
      await makeTable(world, network);

      const [described] = await provider.describeNetworks([network]);
      const again = (await provider.readRouteTables([network])).get(network) ?? [];

      const main = described?.routeTables.find((table) => table.main);
      expect(main?.subnets).toEqual([left]);
      const others = described?.routeTables.filter((table) => !table.main) ?? [];
      expect(others.map(({ id }) => id)).toEqual(tables.toSorted());
      expect(others.flatMap(({ subnets }) => subnets).toSorted()).toEqual(many.toSorted());
      expect(main?.routes).toEqual([{ destination: "10.8.0.0/16", target: { kind: "local" }, state: "active" }]);
      expect(main?.routeCount).toBe((await seeRoutes(world, network, main?.id ?? "")).length);
      expect(again.map(({ id, routes }) => ({ id, routes }))).toEqual(
        described?.routeTables.map(({ id, routes }) => ({ id, routes })),
      );
    });

    it("given a group that is marked as Kubernetes' tooling does, then it is a cluster's as well", async () => {
      const { world, provider } = subject;
      const network = await makeVpc(world, hubPlace(subject), { prefixes: ["10.7.0.0/16"] });
      const { GroupId } = await clientOf(world, network).send(
        new CreateSecurityGroupCommand({
          GroupName: "nodes",
          Description: "nodes",
          VpcId: vpcOf(network),
          TagSpecifications: [
            { ResourceType: "security-group", Tags: [{ Key: "kubernetes.io/cluster/shop", Value: "owned" }] },
          ],
        }),
      );

      const [described] = await provider.describeNetworks([network]);

      expect(described?.firewalls).toMatchObject([{ id: GroupId, cluster: "shop" }]);
    });

    it("given a cluster's security group, then its prefix rules are told and the others counted", async () => {
      const { world, provider } = subject;
      const place = hubPlace(subject);
      const network = await makeVpc(world, place, { prefixes: ["10.8.0.0/16"] });
      const group = await world.clusterGroup(place, vpcOf(network), "shop");
      await clientOf(world, network).send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: group,
          IpPermissions: [
            { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
            { IpProtocol: "icmpv6", FromPort: -1, ToPort: -1, Ipv6Ranges: [{ CidrIpv6: "fd00:1::/56" }] },
            { IpProtocol: "-1", IpRanges: [{ CidrIp: "10.3.0.0/16" }] },
          ],
        }),
      );

      const [described] = await provider.describeNetworks([network]);

      expect(described?.firewalls).toHaveLength(1);
      const [firewall] = described?.firewalls ?? [];
      expect(firewall).toMatchObject({ id: group, cluster: "shop", ruleCount: 4 });
      expect(firewall?.rules.map(({ source, allow }) => ({ source, allow }))).toEqual(
        expect.arrayContaining([
          { source: "10.0.0.0/8", allow: { protocol: "tcp", from: 443, to: 443 } },
          { source: "fd00:1::/56", allow: { protocol: "icmp" } },
          { source: "10.3.0.0/16", allow: { protocol: "all" } },
        ]),
      );
      expect(firewall?.rules).toHaveLength(3);
    });

    it("given networks of several places and one that does not exist, then all but that one, in the order asked", async () => {
      const { world, provider } = subject;
      const [a, b] = world.regions;
      const one = await makeVpc(world, { account: world.member, region: b }, { prefixes: ["10.8.0.0/16"] });
      const two = await makeVpc(world, { account: world.hub, region: a }, { prefixes: ["10.7.0.0/16"] });
      const three = await makeVpc(world, { account: world.hub, region: a }, { prefixes: ["10.6.0.0/16"] });
      const nowhere = vpcNetworkId({ account: world.hub, region: a }, "vpc-0123456789abcdef0");
      const described = await provider.describeNetworks([three, nowhere, one, two]);
      expect(described.map(({ id }) => id)).toEqual([three, one, two]);
    });
  });
}

function hubPlace({ world }: Subject) {
  return { account: world.hub, region: world.regions[0] };
}

function vpcOf(network: string): string {
  return network.slice(network.lastIndexOf("/") + 1);
}
