import {
  type EC2Client,
  ModifyVpcAttributeCommand,
  ModifyVpcPeeringConnectionOptionsCommand,
} from "@aws-sdk/client-ec2";
import { accept, describePeering, makePeering, makeVpc, requestPeering } from "./builders.ts";
import { codeOf, type Ec2Lab, errorOf, HUB, IRELAND, MEMBER, SECOND, startEc2 } from "./ec2-lab.ts";

const DNS = { AllowDnsResolutionFromRemoteVpc: true };

let lab: Ec2Lab;
beforeEach(async () => {
  lab = await startEc2();
});
afterEach(() => lab.stop());

async function makeNamedVpc(client: EC2Client, cidr: string): Promise<string> {
  const VpcId = await makeVpc(client, cidr);
  await client.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  return VpcId;
}

const bothOf = (VpcPeeringConnectionId: string) =>
  new ModifyVpcPeeringConnectionOptionsCommand({
    VpcPeeringConnectionId,
    RequesterPeeringConnectionOptions: DNS,
    AccepterPeeringConnectionOptions: DNS,
  });
const requesterOf = (VpcPeeringConnectionId: string) =>
  new ModifyVpcPeeringConnectionOptionsCommand({ VpcPeeringConnectionId, RequesterPeeringConnectionOptions: DNS });
const accepterOf = (VpcPeeringConnectionId: string) =>
  new ModifyVpcPeeringConnectionOptionsCommand({ VpcPeeringConnectionId, AccepterPeeringConnectionOptions: DNS });

describe("options", () => {
  it("given one account and region, then one call sets both sides", async () => {
    const hub = lab.client();
    const [a, b] = [await makeNamedVpc(hub, "10.0.0.0/16"), await makeNamedVpc(hub, "10.1.0.0/16")];
    const pcx = await makePeering(lab, hub, a, b);
    const answer = await hub.send(bothOf(pcx));
    expect(answer.AccepterPeeringConnectionOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
    const peering = await describePeering(hub, pcx);
    expect(peering.RequesterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
    expect(peering.AccepterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
  });

  it.each([
    { given: "another account and region", account: MEMBER, region: IRELAND },
    { given: "the same account in another region", account: HUB, region: IRELAND },
    { given: "another account in the same region", account: MEMBER, region: "us-east-1" },
  ])("given $given, then each owner sets only its side, where it is", async ({ account, region }) => {
    const [hub, there] = [lab.client(), lab.client(account, region)];
    const [a, b] = [await makeNamedVpc(hub, "10.0.0.0/16"), await makeNamedVpc(there, "10.1.0.0/16")];
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b, PeerOwnerId: account, PeerRegion: region });
    await lab.clock.advance(8 * SECOND);
    await accept(there, pcx);
    await lab.clock.advance(3 * SECOND);
    expect(await codeOf(hub.send(bothOf(pcx)))).toBe("OperationNotPermitted");
    expect(await codeOf(hub.send(accepterOf(pcx)))).toBe("OperationNotPermitted");
    expect(await codeOf(there.send(requesterOf(pcx)))).toBe("OperationNotPermitted");
    expect(await codeOf(hub.send(requesterOf(pcx)))).toBe("no error");
    expect(await codeOf(there.send(accepterOf(pcx)))).toBe("no error");
  });

  it("given a connection that is not active, then OperationNotPermitted", async () => {
    const hub = lab.client();
    const [a, b] = [await makeNamedVpc(hub, "10.0.0.0/16"), await makeNamedVpc(hub, "10.1.0.0/16")];
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    await lab.clock.advance(SECOND);
    await accept(hub, pcx);
    const error = await errorOf(hub.send(requesterOf(pcx)));
    expect(error.name).toBe("OperationNotPermitted");
    expect(error.message).toBe(`Peering ${pcx} is not active. Peering options can be added only to active peerings.`);
  });

  it("given a VPC without DNS hostnames, then its side is refused", async () => {
    const hub = lab.client();
    const [a, b] = [await makeVpc(hub, "10.0.0.0/16"), await makeNamedVpc(hub, "10.1.0.0/16")];
    const pcx = await makePeering(lab, hub, a, b);
    const expected = "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled";
    expect(await codeOf(hub.send(requesterOf(pcx)))).toBe(expected);
    expect(await codeOf(hub.send(accepterOf(pcx)))).toBe("no error");
  });
});
