import {
  CreateVpcCommand,
  DescribeVpnConnectionsCommand,
  ModifyVpnTunnelOptionsCommand,
  type VpnConnection,
} from "@aws-sdk/client-ec2";
import { prefix } from "../../../core/address-space/prefix.ts";
import { parseNetworkId, vpcNetworkId } from "../../../core/connection/network-id.ts";
import type { VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import { createAwsProvider } from "../../../providers/aws/provider.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import { type Ec2Lab, HUB, present, startEc2, VIRGINIA } from "../../lab/clouds/aws/ec2/ec2-lab.ts";
import { finish, planEnds, readKey } from "../../support/vpn-ends.ts";

let lab: Ec2Lab;
let provider: CloudProvider;
let end: VpnEnd;

beforeEach(async () => {
  lab = await startEc2();
  const { Vpc } = await lab.client().send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const vpc = vpcNetworkId({ account: HUB, region: VIRGINIA }, present(Vpc?.VpcId));
  end = present(planEnds(vpc, [present(parseNetworkId("projects/shop-prod/global/networks/far"))])[0]);
  const credentials = { accessKeyId: `LABK${HUB}`, secretAccessKey: "any" };
  const sdk = { endpoint: lab.url, credentials, region: VIRGINIA };
  provider = createAwsProvider({ hubAccount: HUB, memberRoleName: "none", sdk }, () => lab.clock.now());
  await finish(settle, () => provider.buildGateway(end));
  await finish(settle, () => provider.buildTunnels(end, readKey));
});
afterEach(() => lab.stop());

const settle = () => lab.clock.advance(30_000);
const newKey = async (secret: string) => `New${await readKey(secret)}`.slice(0, 48);

async function connections(): Promise<readonly VpnConnection[]> {
  return (await lab.client().send(new DescribeVpnConnectionsCommand({}))).VpnConnections ?? [];
}

/** What EC2 shows of keys when it keeps them itself. */
async function keysByInside(): Promise<ReadonlyMap<string, string>> {
  for (const { VpnConnectionId, Options } of await connections()) {
    const VpnTunnelOutsideIpAddress = present(Options?.TunnelOptions?.[0]?.OutsideIpAddress);
    const shown = { VpnConnectionId, VpnTunnelOutsideIpAddress, PreSharedKeyStorage: "Standard", TunnelOptions: {} };
    await lab.client().send(new ModifyVpnTunnelOptionsCommand(shown));
  }
  const options = (await connections()).flatMap(({ Options }) => Options?.TunnelOptions ?? []);
  return new Map(options.map(({ TunnelInsideCidr = "", PreSharedKey = "" }) => [TunnelInsideCidr, PreSharedKey]));
}

describe("providers/aws/replace-key", () => {
  it("given a tunnel, then it alone gets the new key, and it is done when its connection is available again", async () => {
    expect(await provider.replaceKey(end, 2, { readKey: newKey, begun: false })).toEqual({
      ...{ done: false, wait: 15, begun: true },
    });
    expect((await connections()).map(({ State }) => State).toSorted()).toEqual(["available", "modifying"]);
    const change = { readKey: newKey, begun: true };
    expect(await provider.replaceKey(end, 2, change)).toEqual({ done: false, wait: 15, begun: true });
    expect(await finish(settle, () => provider.replaceKey(end, 2, change))).toEqual({
      ...{ done: true, wait: 0, begun: true },
    });
    const keys = await keysByInside();
    for (const { index, inside, secret } of end.tunnels) {
      expect(keys.get(inside)).toBe(await (index === 2 ? newKey : readKey)(secret));
    }
  });

  it("given another change of the connection under way, then it is waited for, and nothing is begun", async () => {
    await provider.replaceKey(end, 0, { readKey: newKey, begun: false });
    const change = { readKey: newKey, begun: false };
    expect(await provider.replaceKey(end, 1, change)).toEqual({ done: false, wait: 15, begun: false });
  });

  it("given no such tunnel, then NotYetVisible names it, and one that is not planned is Invalid", async () => {
    const tunnels = end.tunnels.map((tunnel) => ({ ...tunnel, inside: prefix("169.254.99.0/30") }));
    const change = { readKey: newKey, begun: false };
    await expect(provider.replaceKey({ ...end, tunnels }, 0, change)).rejects.toMatchObject({
      ...{ name: "NotYetVisible", message: expect.stringContaining(`${end.connection}-0`) },
    });
    expect(() => provider.replaceKey(end, 9, change)).toThrow(`${end.connection} has no tunnel 9: it has 4`);
  });
});
