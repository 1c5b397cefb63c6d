import { AssociateVpcCidrBlockCommand, DeleteVpcCommand, RejectVpcPeeringConnectionCommand } from "@aws-sdk/client-ec2";
import { accept, describePeering, makePeering, makeVpc, requestPeering, statusOf } from "./builders.ts";
import { codeOf, type Ec2Lab, HUB, IRELAND, MEMBER, SECOND, startEc2, VIRGINIA } from "./ec2-lab.ts";

let lab: Ec2Lab;
beforeEach(async () => {
  lab = await startEc2();
});
afterEach(() => lab.stop());

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

describe("what answers show", () => {
  it("given a pending request, then the requester's block, no sets and no options", async () => {
    const { hub, a, b } = await twoVpcs();
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    const peering = await describePeering(hub, pcx);
    expect(peering.RequesterVpcInfo).toEqual({ OwnerId: HUB, VpcId: a, Region: VIRGINIA, CidrBlock: "10.0.0.0/16" });
    expect(peering.AccepterVpcInfo).toEqual({ OwnerId: HUB, VpcId: b, Region: VIRGINIA });
  });

  it("given an active connection, then every block of both, later ones too, and one's own options", async () => {
    const { hub, member, a, pcx } = await farRequest();
    await lab.clock.advance(8 * SECOND);
    await accept(member, pcx);
    await lab.clock.advance(3 * SECOND);
    await hub.send(new AssociateVpcCidrBlockCommand({ VpcId: a, CidrBlock: "100.64.0.0/16" }));
    await hub.send(new AssociateVpcCidrBlockCommand({ VpcId: a, AmazonProvidedIpv6CidrBlock: true }));
    const peering = await describePeering(member, pcx);
    expect(peering.RequesterVpcInfo?.CidrBlockSet).toEqual([
      { CidrBlock: "10.0.0.0/16" },
      { CidrBlock: "100.64.0.0/16" },
    ]);
    expect(peering.RequesterVpcInfo?.Ipv6CidrBlockSet).toEqual([
      { Ipv6CidrBlock: expect.stringMatching(/^2600:1f18:/) },
    ]);
    expect(peering.RequesterVpcInfo?.PeeringOptions).toBeUndefined();
    expect(peering.AccepterVpcInfo?.CidrBlockSet).toEqual([{ CidrBlock: "10.1.0.0/16" }]);
    expect(peering.AccepterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(false);
    expect(peering.ExpirationTime).toBeUndefined();
  });
});

describe("quotas", () => {
  it("given more outstanding requests than the quota, then OutstandingVpcPeeringConnectionLimitExceeded", async () => {
    const { hub, a, b } = await twoVpcs();
    const requests = Array.from({ length: 25 }, (_, n) => `vpc-0123456789abcde${String(n).padStart(2, "0")}`);
    for (const PeerVpcId of requests) await requestPeering(hub, { VpcId: a, PeerVpcId, PeerOwnerId: MEMBER });
    const code = await codeOf(requestPeering(hub, { VpcId: a, PeerVpcId: b }));
    expect(code).toBe("OutstandingVpcPeeringConnectionLimitExceeded");
    await lab.clock.advance(SECOND);
    expect(await codeOf(requestPeering(hub, { VpcId: a, PeerVpcId: b }))).toBe("no error");
  });

  it("given more active ones than the quota, then ActiveVpcPeeringConnectionPerVpcLimitExceeded on accept", async () => {
    const small = await startEc2({ limits: { activePeeringsPerVpc: 1 } });
    const hub = small.client();
    const [a, b, c] = [
      await makeVpc(hub, "10.0.0.0/16"),
      await makeVpc(hub, "10.1.0.0/16"),
      await makeVpc(hub, "10.2.0.0/16"),
    ];
    await makePeering(small, hub, a, b);
    const code = await codeOf(makePeering(small, hub, c, a));
    await small.stop();
    expect(code).toBe("ActiveVpcPeeringConnectionPerVpcLimitExceeded");
  });
});

describe("a VPC with peerings", () => {
  it("given its deletion, then its connections are deleted with it", async () => {
    const { hub, a, b } = await twoVpcs();
    const pcx = await makePeering(lab, hub, a, b);
    await hub.send(new DeleteVpcCommand({ VpcId: a }));
    await lab.clock.advance(2 * SECOND);
    expect(await statusOf(hub, pcx)).toBe(`deleted: Deleted by ${HUB}`);
  });

  it("given a pending request of another account, then it cannot be deleted before that is rejected", async () => {
    const { member, b, pcx } = await farRequest();
    await lab.clock.advance(8 * SECOND);
    expect(await codeOf(member.send(new DeleteVpcCommand({ VpcId: b })))).toBe("DependencyViolation");
    await member.send(rejectionOf(pcx));
    expect(await codeOf(member.send(new DeleteVpcCommand({ VpcId: b })))).toBe("no error");
  });

  it("given new blocks, then they are held to what the connections allow", async () => {
    const { hub, a, b } = await twoVpcs();
    const block = (VpcId: string, CidrBlock: string) =>
      hub.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock }));
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    await lab.clock.advance(SECOND);
    expect(await codeOf(block(a, "10.2.0.0/16"))).toBe("OperationNotPermitted");
    await block(b, "10.3.0.0/16");
    await accept(hub, pcx);
    expect(await codeOf(block(a, "10.3.0.0/20"))).toBe("OperationNotPermitted");
    expect(await codeOf(block(a, "10.2.0.0/16"))).toBe("no error");
  });
});
