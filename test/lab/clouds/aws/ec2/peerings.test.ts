import {
  AssociateVpcCidrBlockCommand,
  type CreateVpcPeeringConnectionCommandInput,
  DeleteVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  RejectVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { accept, describePeering, makePeering, makeVpc, requestPeering, statusOf } from "./builders.ts";
import {
  codeOf,
  type Ec2Lab,
  errorOf,
  HOUR,
  HUB,
  IRELAND,
  MEMBER,
  SECOND,
  START,
  startEc2,
  VIRGINIA,
} from "./ec2-lab.ts";

const FAILED = "failed: Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";
const GONE = "InvalidVpcPeeringConnectionID.NotFound";

let lab: Ec2Lab;
beforeEach(async () => {
  lab = await startEc2();
});
afterEach(() => lab.stop());

const requestOf = (id: string) => new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id });
const rejectionOf = (id: string) => new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id });

async function twoVpcs(a = "10.0.0.0/16", b = "10.1.0.0/16") {
  const hub = lab.client();
  return { hub, a: await makeVpc(hub, a), b: await makeVpc(hub, b) };
}

/** A request from the hub in Virginia to the member in Ireland, not yet seen there. */
async function farRequest() {
  const hub = lab.client();
  const member = lab.client(MEMBER, IRELAND);
  const a = await makeVpc(hub, "10.0.0.0/16");
  const b = await makeVpc(member, "10.1.0.0/16");
  const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b, PeerOwnerId: MEMBER, PeerRegion: IRELAND });
  return { hub, member, a, b, pcx };
}

describe("the life of a peering", () => {
  it("given one account and region, then it goes through every state", async () => {
    const { hub, a, b } = await twoVpcs();
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    expect(pcx).toMatch(/^pcx-[0-9a-f]{17}$/);
    expect(await statusOf(hub, pcx)).toBe(`initiating-request: Initiating Request to ${HUB}`);
    expect(await codeOf(accept(hub, pcx))).toBe("InvalidStateTransition");
    await lab.clock.advance(SECOND);
    expect(await statusOf(hub, pcx)).toBe(`pending-acceptance: Pending Acceptance by ${HUB}`);
    expect((await accept(hub, pcx)).Status?.Code).toBe("provisioning");
    await lab.clock.advance(3 * SECOND);
    expect(await statusOf(hub, pcx)).toBe("active: Active");
    await hub.send(requestOf(pcx));
    expect(await statusOf(hub, pcx)).toBe("deleting: Deleting");
    await lab.clock.advance(2 * SECOND);
    expect(await statusOf(hub, pcx)).toBe(`deleted: Deleted by ${HUB}`);
    expect(await codeOf(hub.send(requestOf(pcx)))).toBe("no error");
    await lab.clock.advance(2 * HOUR);
    expect(await codeOf(statusOf(hub, pcx))).toBe(GONE);
  });

  it("given another region, then its requester sees it at once and its accepter only later", async () => {
    const { hub, member, pcx } = await farRequest();
    await lab.clock.advance(7 * SECOND);
    expect(await statusOf(hub, pcx)).toBe(`pending-acceptance: Pending Acceptance by ${MEMBER}`);
    expect(await codeOf(accept(member, pcx))).toBe(GONE);
    expect((await member.send(new DescribeVpcPeeringConnectionsCommand({}))).VpcPeeringConnections).toEqual([]);
    await lab.clock.advance(SECOND);
    expect(await statusOf(member, pcx)).toBe(`pending-acceptance: Pending Acceptance by ${MEMBER}`);
    await accept(member, pcx);
    await lab.clock.advance(3 * SECOND);
    expect(await statusOf(hub, pcx)).toBe("active: Active");
    expect(await statusOf(member, pcx)).toBe("active: Active");
    expect(await codeOf(statusOf(lab.client(MEMBER, VIRGINIA), pcx))).toBe(GONE);
  });

  it("given no answer for seven days, then it expires, and is gone two days later", async () => {
    const { hub, a, b } = await twoVpcs();
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    expect((await describePeering(hub, pcx)).ExpirationTime).toEqual(new Date(START + 7 * 24 * HOUR));
    await lab.clock.advance(7 * 24 * HOUR);
    expect(await statusOf(hub, pcx)).toBe("expired: Expired");
    expect(await codeOf(accept(hub, pcx))).toBe("InvalidStateTransition");
    expect(await codeOf(hub.send(requestOf(pcx)))).toBe("InvalidStateTransition");
    await lab.clock.advance(48 * HOUR);
    expect(await codeOf(statusOf(hub, pcx))).toBe(GONE);
  });

  it("given a rejection, then the requester sees it for two days and the accepter for two hours", async () => {
    const { hub, member, pcx } = await farRequest();
    await lab.clock.advance(8 * SECOND);
    expect(await codeOf(hub.send(rejectionOf(pcx)))).toBe("OperationNotPermitted");
    await member.send(rejectionOf(pcx));
    expect(await statusOf(hub, pcx)).toMatch(/^rejected: /);
    const refused = await errorOf(hub.send(requestOf(pcx)));
    expect(refused.message).toBe(
      `Invalid state transition for ${pcx}, attempted to transition from rejected to deleting`,
    );
    await lab.clock.advance(2 * HOUR);
    expect(await codeOf(statusOf(member, pcx))).toBe(GONE);
    expect(await codeOf(statusOf(hub, pcx))).toBe("no error");
    await lab.clock.advance(46 * HOUR);
    expect(await codeOf(statusOf(hub, pcx))).toBe(GONE);
  });

  it("given a deletion by the accepter, then both see it, and a new request is a new connection", async () => {
    const { hub, member, a, b, pcx } = await farRequest();
    await lab.clock.advance(8 * SECOND);
    expect(await codeOf(member.send(requestOf(pcx)))).toBe("OperationNotPermitted");
    await accept(member, pcx);
    await member.send(requestOf(pcx));
    await lab.clock.advance(2 * SECOND);
    expect(await statusOf(hub, pcx)).toBe(`deleted: Deleted by ${MEMBER}`);
    const again = await requestPeering(hub, { VpcId: a, PeerVpcId: b, PeerOwnerId: MEMBER, PeerRegion: IRELAND });
    expect(again).not.toBe(pcx);
  });
});

describe("requests that fail", () => {
  it.each([
    { given: "the same block", b: "10.0.0.0/16" },
    { given: "a block inside", b: "10.0.128.0/20" },
  ])("given $given, then the request is taken and the connection fails", async ({ b }) => {
    const vpcs = await twoVpcs("10.0.0.0/16", b);
    const pcx = await requestPeering(vpcs.hub, { VpcId: vpcs.a, PeerVpcId: vpcs.b });
    await lab.clock.advance(SECOND);
    expect(await statusOf(vpcs.hub, pcx)).toBe(FAILED);
    expect(await codeOf(accept(vpcs.hub, pcx))).toBe("InvalidStateTransition");
    expect(await codeOf(vpcs.hub.send(requestOf(pcx)))).toBe("InvalidStateTransition");
    await lab.clock.advance(2 * HOUR);
    expect(await codeOf(statusOf(vpcs.hub, pcx))).toBe(GONE);
  });

  it("given a secondary block that overlaps, then the connection fails", async () => {
    const { hub, a, b } = await twoVpcs();
    await hub.send(new AssociateVpcCidrBlockCommand({ VpcId: a, CidrBlock: "100.64.0.0/16" }));
    await hub.send(new AssociateVpcCidrBlockCommand({ VpcId: b, CidrBlock: "100.64.0.0/18" }));
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    await lab.clock.advance(SECOND);
    expect(await statusOf(hub, pcx)).toBe(FAILED);
  });

  it.each<{ given: string; peer: Omit<CreateVpcPeeringConnectionCommandInput, "VpcId" | "PeerVpcId"> }>([
    { given: "an unknown VPC of another account", peer: { PeerOwnerId: MEMBER } },
    { given: "an unknown VPC of another region", peer: { PeerRegion: IRELAND } },
    { given: "an unknown account", peer: { PeerOwnerId: "999999999999" } },
  ])("given $given, then the connection fails in the requester's sight only", async ({ peer }) => {
    const { hub, a } = await twoVpcs();
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: "vpc-0123456789abcdef0", ...peer });
    await lab.clock.advance(10 * SECOND);
    expect(await statusOf(hub, pcx)).toBe(FAILED);
    const there = lab.client(peer.PeerOwnerId === MEMBER ? MEMBER : HUB, peer.PeerRegion ?? VIRGINIA);
    if (peer.PeerOwnerId === MEMBER || peer.PeerRegion) expect(await codeOf(statusOf(there, pcx))).toBe(GONE);
  });

  it.each([
    { given: "an unknown VPC of one's own", peer: "vpc-0123456789abcdef0", expected: "InvalidVpcID.NotFound" },
    { given: "a malformed id", peer: "vpc-payments", expected: "InvalidVpcID.Malformed" },
    { given: "the VPC itself", peer: "self", expected: "InvalidParameterValue" },
  ])("given $given, then $expected", async ({ peer, expected }) => {
    const { hub, a } = await twoVpcs();
    const PeerVpcId = peer === "self" ? a : peer;
    expect(await codeOf(requestPeering(hub, { VpcId: a, PeerVpcId }))).toBe(expected);
  });
});

describe("a pair of VPCs", () => {
  it("given the same ordered pair again, then the same connection, in every live state", async () => {
    const { hub, a, b } = await twoVpcs();
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    expect(await requestPeering(hub, { VpcId: a, PeerVpcId: b })).toBe(pcx);
    await lab.clock.advance(SECOND);
    expect(await requestPeering(hub, { VpcId: a, PeerVpcId: b })).toBe(pcx);
    await accept(hub, pcx);
    expect(await requestPeering(hub, { VpcId: a, PeerVpcId: b })).toBe(pcx);
    await lab.clock.advance(3 * SECOND);
    expect(await requestPeering(hub, { VpcId: a, PeerVpcId: b })).toBe(pcx);
  });

  it("given the reversed pair, then a second connection whose accept fails, naming the second", async () => {
    const { hub, a, b } = await twoVpcs();
    await makePeering(lab, hub, a, b);
    const second = await requestPeering(hub, { VpcId: b, PeerVpcId: a });
    await lab.clock.advance(SECOND);
    const error = await errorOf(accept(hub, second));
    expect(error.name).toBe("VpcPeeringConnectionAlreadyExists");
    expect(error.message).toBe(`The vpc peering connection identified by ${second} already exists.`);
  });
});

describe("who may accept", () => {
  it("given the requester, then OperationNotPermitted", async () => {
    const { hub, pcx } = await farRequest();
    await lab.clock.advance(8 * SECOND);
    const error = await errorOf(accept(hub, pcx));
    expect([error.name, error.message]).toEqual(["OperationNotPermitted", `User ${HUB} cannot accept peering ${pcx}`]);
  });

  it("given the accepter's account in the requester's region, then OperationNotPermitted with the right region", async () => {
    const hub = lab.client();
    const b = await makeVpc(lab.client(HUB, IRELAND), "10.1.0.0/16");
    const a = await makeVpc(hub, "10.0.0.0/16");
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b, PeerRegion: IRELAND });
    await lab.clock.advance(8 * SECOND);
    const error = await errorOf(accept(hub, pcx));
    expect(error.name).toBe("OperationNotPermitted");
    expect(error.message).toMatch(/must be accepted in region eu-west-1$/);
  });

  it("given an accept already done, then InvalidStateTransition", async () => {
    const { hub, a, b } = await twoVpcs();
    const pcx = await makePeering(lab, hub, a, b);
    expect(await codeOf(accept(hub, pcx))).toBe("InvalidStateTransition");
  });
});
