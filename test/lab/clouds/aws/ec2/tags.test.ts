import {
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Tag,
} from "@aws-sdk/client-ec2";
import { describePeering, makeSubnet, makeVpc, requestPeering } from "./builders.ts";
import { codeOf, type Ec2Lab, HUB, IRELAND, MEMBER, present, SECOND, startEc2 } from "./ec2-lab.ts";

let lab: Ec2Lab;
let hub: EC2Client;
let vpc: string;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
  vpc = await makeVpc(hub, "10.0.0.0/16");
});
afterEach(() => lab.stop());

const tag = (Tags: Tag[], ...Resources: string[]) =>
  hub.send(new CreateTagsCommand({ Resources: Resources.length === 0 ? [vpc] : Resources, Tags }));
const untag = (Tags?: Tag[]) => hub.send(new DeleteTagsCommand({ Resources: [vpc], ...(Tags && { Tags }) }));

async function tagsOf(id = vpc) {
  const Filters = [{ Name: "resource-id", Values: [id] }];
  const { Tags } = await hub.send(new DescribeTagsCommand({ Filters }));
  return Object.fromEntries(Tags?.map(({ Key, Value }) => [Key, Value]) ?? []);
}

describe("tags", () => {
  it("given tags at creation, then the answer and every description have them", async () => {
    const Tags = [
      { Key: "crosspeer:name", Value: "payments" },
      { Key: "empty", Value: "" },
    ];
    const TagSpecifications = [{ ResourceType: "vpc" as const, Tags }];
    const { Vpc } = await hub.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16", TagSpecifications }));
    expect(Vpc?.Tags).toEqual(Tags);
    expect(await tagsOf(Vpc?.VpcId)).toEqual({ "crosspeer:name": "payments", empty: "" });
    expect(lab.events).toEqual([]);
  });

  it("given tags of another type at creation, then nothing is made", async () => {
    const TagSpecifications = [{ ResourceType: "subnet" as const, Tags: [{ Key: "a", Value: "b" }] }];
    expect(await codeOf(hub.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16", TagSpecifications })))).toBe(
      "InvalidParameterValue",
    );
    expect((await hub.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
  });

  it.each([
    { given: "a key of AWS's", tags: [{ Key: "aws:x", Value: "1" }], expected: "InvalidParameterValue" },
    {
      given: "a key of 129 characters",
      tags: [{ Key: "k".repeat(129), Value: "1" }],
      expected: "InvalidParameterValue",
    },
    {
      given: "a value of 257 characters",
      tags: [{ Key: "k", Value: "v".repeat(257) }],
      expected: "InvalidParameterValue",
    },
    {
      given: "a value of 256 characters beyond the BMP",
      tags: [{ Key: "k", Value: "𝒱".repeat(256) }],
      expected: "no error",
    },
    {
      given: "a key twice",
      tags: [
        { Key: "k", Value: "1" },
        { Key: "k", Value: "2" },
      ],
      expected: "InvalidParameterValue",
    },
    {
      given: "51 tags",
      tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "" })),
      expected: "TagLimitExceeded",
    },
    {
      given: "50 tags",
      tags: Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: "" })),
      expected: "no error",
    },
  ])("given $given, then $expected", async ({ tags, expected }) => {
    expect(await codeOf(tag(tags))).toBe(expected);
    if (expected !== "no error") expect(await tagsOf()).toEqual({});
  });

  it.each([
    { given: "an unknown VPC", id: "vpc-0123456789abcdef0", expected: "InvalidVpcID.NotFound" },
    { given: "an unknown peering", id: "pcx-0123456789abcdef0", expected: "InvalidVpcPeeringConnectionID.NotFound" },
    { given: "no id at all", id: "payments", expected: "InvalidID" },
  ])("given $given among the resources, then $expected and no resource is tagged", async ({ id, expected }) => {
    expect(await codeOf(tag([{ Key: "k", Value: "v" }], vpc, id))).toBe(expected);
    expect(await tagsOf()).toEqual({});
  });

  it("given another account's VPC, then it is not there", async () => {
    const theirs = await makeVpc(lab.client(MEMBER), "10.1.0.0/16");
    expect(await codeOf(tag([{ Key: "k", Value: "v" }], theirs))).toBe("InvalidVpcID.NotFound");
  });

  it("given DeleteTags, then a value named must match, and none named takes all", async () => {
    await tag([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
      { Key: "c", Value: "3" },
    ]);
    await untag([{ Key: "a", Value: "other" }, { Key: "b" }]);
    expect(await tagsOf()).toEqual({ a: "1", c: "3" });
    await untag();
    expect(await tagsOf()).toEqual({});
  });

  it("given a peering across accounts and regions, then each side has its own tags", async () => {
    const far = lab.client(MEMBER, IRELAND);
    const there = await makeVpc(far, "10.1.0.0/16");
    const pcx = await requestPeering(hub, {
      VpcId: vpc,
      PeerVpcId: there,
      PeerOwnerId: MEMBER,
      PeerRegion: IRELAND,
      TagSpecifications: [{ ResourceType: "vpc-peering-connection", Tags: [{ Key: "side", Value: "requester" }] }],
    });
    await lab.clock.advance(8 * SECOND);
    expect((await describePeering(far, pcx)).Tags).toEqual([]);
    await far.send(new CreateTagsCommand({ Resources: [pcx], Tags: [{ Key: "side", Value: "accepter" }] }));
    expect((await describePeering(hub, pcx)).Tags).toEqual([{ Key: "side", Value: "requester" }]);
    expect((await describePeering(far, pcx)).Tags).toEqual([{ Key: "side", Value: "accepter" }]);
  });
});

describe("tag events", () => {
  it("given changed tags, then one event a resource, with all of its tags", async () => {
    const subnet = await makeSubnet(hub, vpc, "10.0.1.0/24");
    await tag([{ Key: "crosspeer:mesh", Value: "prod" }], vpc, subnet);
    await lab.clock.advance(1500);
    await tag([{ Key: "Name", Value: "x" }]);
    await untag([{ Key: "crosspeer:mesh" }]);
    expect(lab.events).toHaveLength(4);
    expect(lab.events[0]).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "Tag Change on Resource",
      source: "aws.tag",
      account: HUB,
      time: "2026-11-23T12:00:00Z",
      region: "us-east-1",
      resources: [`arn:aws:ec2:us-east-1:${HUB}:vpc/${vpc}`],
      detail: {
        "changed-tag-keys": ["crosspeer:mesh"],
        service: "ec2",
        "resource-type": "vpc",
        version: 1,
        "version-timestamp": String(Date.UTC(2026, 10, 23, 12)),
        tags: { "crosspeer:mesh": "prod" },
      },
    });
    expect(lab.events[1]?.detail).toMatchObject({ "resource-type": "subnet", version: 1 });
    expect(lab.events[2]?.detail).toMatchObject({
      "changed-tag-keys": ["Name"],
      version: 2,
      tags: { "crosspeer:mesh": "prod", Name: "x" },
    });
    expect(present(lab.events[2]).time).toBe("2026-11-23T12:00:01Z");
    expect(lab.events[3]?.detail).toMatchObject({
      "changed-tag-keys": ["crosspeer:mesh"],
      version: 3,
      tags: { Name: "x" },
    });
  });

  it("given a value that a tag has already, or a tag that is not there, then no event", async () => {
    await tag([{ Key: "a", Value: "1" }]);
    await tag([{ Key: "a", Value: "1" }]);
    await untag([{ Key: "b" }]);
    await untag([{ Key: "a", Value: "2" }]);
    expect(lab.events).toHaveLength(1);
  });
});
