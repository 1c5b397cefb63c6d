import {
  CreateTagsCommand,
  DescribeRouteTablesCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeTags,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { makeGroup, makeTable, makeVpc, requestPeering } from "./builders.ts";
import { codeOf, type Ec2Lab, errorOf, present, startEc2 } from "./ec2-lab.ts";

let lab: Ec2Lab;
let hub: EC2Client;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
});
afterEach(() => lab.stop());

async function makeVpcs(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await makeVpc(hub, `10.${n}.0.0/16`));
  return ids;
}

describe("paging", () => {
  it("given pages of five, then every row comes once", async () => {
    const ids = await makeVpcs(12);
    const pages: number[] = [];
    const seen: (string | undefined)[] = [];
    for await (const { Vpcs = [] } of paginateDescribeVpcs({ client: hub, pageSize: 5 }, {})) {
      pages.push(Vpcs.length);
      seen.push(...Vpcs.map((vpc) => vpc.VpcId));
    }
    expect(pages).toEqual([5, 5, 2]);
    expect(seen.sort()).toEqual(ids.sort());
  });

  it("given every paged description, then its pages add up", async () => {
    const [vpc = "", ...others] = await makeVpcs(8);
    await hub.send(new CreateTagsCommand({ Resources: [vpc, ...others], Tags: [{ Key: "k", Value: "v" }] }));
    for (const PeerVpcId of others) await requestPeering(hub, { VpcId: vpc, PeerVpcId });
    const paging = { client: hub, pageSize: 5 };
    const counts = { tags: 0, tables: 0, rules: 0, peerings: 0 };
    for await (const page of paginateDescribeTags(paging, {})) counts.tags += present(page.Tags).length;
    for await (const page of paginateDescribeRouteTables(paging, {})) counts.tables += present(page.RouteTables).length;
    for await (const page of paginateDescribeSecurityGroupRules(paging, {}))
      counts.rules += present(page.SecurityGroupRules).length;
    for await (const page of paginateDescribeVpcPeeringConnections(paging, {}))
      counts.peerings += present(page.VpcPeeringConnections).length;
    expect(counts).toEqual({ tags: 8, tables: 8, rules: 16, peerings: 7 });
  });

  it("given a token of another request or of none, then InvalidNextToken", async () => {
    await makeVpcs(6);
    const { NextToken } = await hub.send(new DescribeVpcsCommand({ MaxResults: 5 }));
    expect(NextToken).toEqual(expect.any(String));
    expect(await codeOf(hub.send(new DescribeRouteTablesCommand({ MaxResults: 5, NextToken })))).toBe(
      "InvalidNextToken",
    );
    expect(await codeOf(hub.send(new DescribeVpcsCommand({ NextToken: "5" })))).toBe("InvalidNextToken");
    const rest = await hub.send(new DescribeVpcsCommand({ NextToken }));
    expect([rest.Vpcs?.length, rest.NextToken]).toEqual([1, undefined]);
  });

  it.each([
    {
      given: "four a page",
      call: () => hub.send(new DescribeVpcsCommand({ MaxResults: 4 })),
      expected: "InvalidParameterValue",
    },
    {
      given: "1001 a page",
      call: () => hub.send(new DescribeVpcsCommand({ MaxResults: 1001 })),
      expected: "InvalidParameterValue",
    },
    {
      given: "101 route tables a page",
      call: () => hub.send(new DescribeRouteTablesCommand({ MaxResults: 101 })),
      expected: "InvalidParameterValue",
    },
    { given: "1000 a page", call: () => hub.send(new DescribeVpcsCommand({ MaxResults: 1000 })), expected: "no error" },
  ])("given $given, then $expected", async ({ call, expected }) => {
    expect(await codeOf(call())).toBe(expected);
  });
});

describe("ids and filters", () => {
  it("given unknown ids, then all of them are named; given malformed ones, then they are called so", async () => {
    const [vpc = ""] = await makeVpcs(1);
    const unknown = ["vpc-0123456789abcdef0", "vpc-0123456789abcdef1"];
    const error = await errorOf(hub.send(new DescribeVpcsCommand({ VpcIds: [vpc, ...unknown] })));
    expect([error.name, error.message]).toEqual([
      "InvalidVpcID.NotFound",
      `The vpc IDs '${unknown.join(", ")}' do not exist`,
    ]);
    expect(await codeOf(hub.send(new DescribeVpcsCommand({ VpcIds: ["vpc-payments"] })))).toBe(
      "InvalidVpcID.Malformed",
    );
  });

  it.each<{ given: string; filters: Filter[]; expected: string[] }>([
    { given: "a block", filters: [{ Name: "cidr", Values: ["10.1.0.0/16"] }], expected: ["b"] },
    { given: "a tag", filters: [{ Name: "tag:crosspeer:mesh", Values: ["prod"] }], expected: ["a", "b"] },
    { given: "a tag in another case", filters: [{ Name: "tag:crosspeer:mesh", Values: ["Prod"] }], expected: [] },
    { given: "tag keys with a star", filters: [{ Name: "tag-key", Values: ["crosspeer:*"] }], expected: ["a", "b"] },
    { given: "a tag's value", filters: [{ Name: "tag-value", Values: ["pro?"] }], expected: ["a", "b"] },
    {
      given: "several values",
      filters: [{ Name: "cidr", Values: ["10.1.0.0/16", "10.2.0.0/16"] }],
      expected: ["b", "c"],
    },
    {
      given: "several filters",
      filters: [
        { Name: "tag-key", Values: ["*"] },
        { Name: "cidr", Values: ["10.0.*"] },
      ],
      expected: ["a"],
    },
    { given: "a star that is meant", filters: [{ Name: "tag:star", Values: ["\\*"] }], expected: ["c"] },
    { given: "what no VPC is", filters: [{ Name: "isDefault", Values: ["true"] }], expected: [] },
  ])("given a filter by $given, then $expected", async ({ filters, expected }) => {
    const [a = "", b = "", c = ""] = await makeVpcs(3);
    await hub.send(new CreateTagsCommand({ Resources: [a, b], Tags: [{ Key: "crosspeer:mesh", Value: "prod" }] }));
    await hub.send(new CreateTagsCommand({ Resources: [c], Tags: [{ Key: "star", Value: "*" }] }));
    const { Vpcs } = await hub.send(new DescribeVpcsCommand({ Filters: filters }));
    const names = new Map([
      [a, "a"],
      [b, "b"],
      [c, "c"],
    ]);
    expect(Vpcs?.map((vpc) => names.get(present(vpc.VpcId))).sort()).toEqual(expected);
  });

  it.each([
    { given: "an unknown filter", filter: { Name: "colour", Values: ["red"] }, expected: "InvalidParameterValue" },
    { given: "a filter without values", filter: { Name: "vpc-id", Values: [] }, expected: "InvalidParameterValue" },
    {
      given: "201 values",
      filter: { Name: "vpc-id", Values: Array.from({ length: 201 }, String) },
      expected: "FilterLimitExceeded",
    },
  ])("given $given, then $expected", async ({ filter, expected }) => {
    expect(await codeOf(hub.send(new DescribeVpcsCommand({ Filters: [filter] })))).toBe(expected);
  });

  it("given filters of tags by type, then only theirs", async () => {
    const [vpc = ""] = await makeVpcs(1);
    const made = [await makeTable(hub, vpc), await makeGroup(hub, vpc)];
    await hub.send(new CreateTagsCommand({ Resources: [vpc, ...made], Tags: [{ Key: "k", Value: "v" }] }));
    const Filters = [{ Name: "resource-type", Values: ["route-table"] }];
    const { Tags } = await hub.send(new DescribeTagsCommand({ Filters }));
    expect(Tags).toEqual([{ Key: "k", Value: "v", ResourceId: made[0], ResourceType: "route-table" }]);
  });
});
