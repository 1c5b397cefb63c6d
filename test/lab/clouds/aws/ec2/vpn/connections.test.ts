import {
  CreateTagsCommand,
  DeleteCustomerGatewayCommand,
  DeleteVpnConnectionCommand,
  DescribeVpnConnectionsCommand,
  type EC2Client,
  ModifyVpnTunnelOptionsCommand,
  type TunnelOption,
  type VpnConnection,
  type VpnTunnelOptionsSpecification,
} from "@aws-sdk/client-ec2";
import { codeOf, type Ec2Lab, errorOf, HOUR, present, SECOND, startEc2 } from "../ec2-lab.ts";
import { connect, describeConnection, KEYS, MINUTE, makeCgw, makeVgw, strictTunnel } from "./vpn-builders.ts";

let lab: Ec2Lab;
let hub: EC2Client;
let VpnGatewayId: string;
let CustomerGatewayId: string;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
  VpnGatewayId = await makeVgw(hub);
  CustomerGatewayId = await makeCgw(hub);
  await lab.clock.advance(2 * SECOND);
});
afterEach(() => lab.stop());

const make = (TunnelOptions?: VpnTunnelOptionsSpecification[]) =>
  connect(hub, { CustomerGatewayId, VpnGatewayId, ...(TunnelOptions && { Options: { TunnelOptions } }) });

function tunnelsOf({ Options }: VpnConnection): TunnelOption[] {
  return present(Options?.TunnelOptions);
}

function tunnelAt(connection: VpnConnection, cidr: string): TunnelOption {
  return present(tunnelsOf(connection).find(({ TunnelInsideCidr }) => TunnelInsideCidr === cidr));
}

describe("a VPN connection", () => {
  it("given both tunnels' options, then they come back and the connection is available after five minutes", async () => {
    const made = await make();
    expect(made).toMatchObject({
      ...{ State: "pending", Type: "ipsec.1", Category: "VPN", CustomerGatewayId, VpnGatewayId },
      ...{ Options: { StaticRoutesOnly: false, TunnelInsideIpVersion: "ipv4" }, VgwTelemetry: [], Routes: [] },
    });
    const { IKEVersions, DPDTimeoutAction, ...rest } = strictTunnel(1);
    expect(tunnelAt(made, "169.254.32.4/30")).toEqual({
      ...rest,
      ...{ IkeVersions: IKEVersions, DpdTimeoutAction: DPDTimeoutAction },
      OutsideIpAddress: expect.stringMatching(/^198\.18\.\d+\.\d+$/),
    });
    await lab.clock.advance(5 * MINUTE);
    const { State, VgwTelemetry } = await describeConnection(hub, made.VpnConnectionId);
    expect(State).toBe("available");
    expect(VgwTelemetry?.map(({ Status, StatusMessage }) => [Status, StatusMessage])).toEqual([
      ["DOWN", "IPSEC IS DOWN"],
      ["DOWN", "IPSEC IS DOWN"],
    ]);
  });

  it("given the same gateways again, then it is the connection that is there, as it was first asked for", async () => {
    const first = await make();
    const again = await make([{ PreSharedKey: "another_key" }]);
    expect(again.VpnConnectionId).toBe(first.VpnConnectionId);
    expect(tunnelsOf(again)).toEqual(tunnelsOf(first));
  });

  it("given options for one tunnel only, then the other has a key, an address and defaults that nobody asked for", async () => {
    const tunnels = tunnelsOf(await make([strictTunnel(0)]));
    const other = present(tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr !== "169.254.32.0/30"));
    expect(Object.keys(other).sort()).toEqual(["OutsideIpAddress", "PreSharedKey", "TunnelInsideCidr"]);
    expect(other.TunnelInsideCidr).toMatch(/^169\.254\.\d+\.\d+\/30$/);
    expect(other.PreSharedKey).toHaveLength(32);
  });

  it("given many connections, then the lower outside address is not always the first tunnel's", async () => {
    const swapped: boolean[] = [];
    for (let n = 0; n < 8; n++) {
      const device = await makeCgw(hub, { DeviceName: `d${n}` });
      await lab.clock.advance(2 * SECOND);
      const cidrs = [`169.254.40.${n * 8}/30`, `169.254.40.${n * 8 + 4}/30`];
      const TunnelOptions = cidrs.map((TunnelInsideCidr) => ({ TunnelInsideCidr }));
      const made = await connect(hub, { CustomerGatewayId: device, VpnGatewayId, Options: { TunnelOptions } });
      swapped.push(tunnelsOf(made)[0]?.TunnelInsideCidr !== cidrs[0]);
    }
    expect(new Set(swapped)).toEqual(new Set([true, false]));
  });

  it.each([
    { given: "a /29", TunnelInsideCidr: "169.254.32.0/29" },
    { given: "host bits", TunnelInsideCidr: "169.254.32.1/30" },
    { given: "a block that is not link-local", TunnelInsideCidr: "10.0.0.0/30" },
    { given: "the first reserved block", TunnelInsideCidr: "169.254.0.0/30" },
    { given: "the last reserved block", TunnelInsideCidr: "169.254.169.252/30" },
    { given: "a short key", PreSharedKey: "Short_1" },
    { given: "a key that begins with zero", PreSharedKey: "0123456789" },
    { given: "a key with a space", PreSharedKey: "secret words" },
    { given: "an unknown proposal", Phase1EncryptionAlgorithms: [{ Value: "DES" }] },
    { given: "a lifetime that is too long", Phase2LifetimeSeconds: 3_601 },
  ])("given $given, then InvalidParameterValue", async ({ given: _given, ...options }) => {
    const error = await errorOf(make([strictTunnel(0), options]));
    expect(error.name).toBe("InvalidParameterValue");
    expect(error.message).not.toContain(options.PreSharedKey ?? KEYS[0]);
  });

  it("given an inside block twice, in one connection or on one gateway, then InvalidParameterValue", async () => {
    expect(await codeOf(make([strictTunnel(0), strictTunnel(0)]))).toBe("InvalidParameterValue");
    await make();
    const device = await makeCgw(hub, { DeviceName: "b" });
    await lab.clock.advance(2 * SECOND);
    const other = (gateway: string) => connect(hub, { CustomerGatewayId: device, VpnGatewayId: gateway });
    expect(await codeOf(other(VpnGatewayId))).toBe("InvalidParameterValue");
    expect((await other(await makeVgw(hub))).State).toBe("pending");
  });

  it("given three tunnels, two gateways or a large bandwidth, then it is refused", async () => {
    expect(await codeOf(make(Array(3).fill({ StartupAction: "add" })))).toBe("InvalidParameterValue");
    const Options = { TunnelBandwidth: "large" } as const;
    expect(await codeOf(connect(hub, { CustomerGatewayId, VpnGatewayId, Options }))).toBe("InvalidParameterValue");
    const TransitGatewayId = "tgw-0123456789abcdef0";
    const both = connect(hub, { CustomerGatewayId, VpnGatewayId, TransitGatewayId });
    expect(await codeOf(both)).toBe("InvalidParameterCombination");
  });
});

describe("keys", () => {
  it.each([
    { storage: "Standard", shown: true },
    { storage: "SecretsManager", shown: false },
  ])("given $storage storage, then answers hold the keys: $shown", async ({ storage, shown }) => {
    const made = await connect(hub, { CustomerGatewayId, VpnGatewayId, PreSharedKeyStorage: storage });
    const described = await describeConnection(hub, made.VpnConnectionId);
    for (const answer of [made, described]) {
      const text = JSON.stringify(answer);
      expect(KEYS.map((key) => text.includes(key))).toEqual([shown, shown]);
      expect(answer.CustomerGatewayConfiguration).toContain("<ip_address>169.254.32.2</ip_address>");
      expect(answer.CustomerGatewayConfiguration?.includes(KEYS[0])).toBe(shown);
      expect(answer.PreSharedKeyArn === undefined).toBe(shown);
    }
  });
});

describe("what becomes of a connection", () => {
  it("given new options for a tunnel, then the others stay and it takes minutes", async () => {
    const made = await make();
    const change = (TunnelOptions: VpnTunnelOptionsSpecification, VpnTunnelOutsideIpAddress: string) =>
      hub.send(
        new ModifyVpnTunnelOptionsCommand({
          ...{ VpnConnectionId: present(made.VpnConnectionId), VpnTunnelOutsideIpAddress, TunnelOptions },
        }),
      );
    const outside = present(tunnelAt(made, "169.254.32.0/30").OutsideIpAddress);
    expect(await codeOf(change({ PreSharedKey: "rotated_key" }, outside))).toBe("InvalidVpnConnection.InvalidState");
    await lab.clock.advance(5 * MINUTE);
    expect(await codeOf(change({}, "198.18.99.99"))).toBe("InvalidParameterValue");
    expect(await codeOf(change({ TunnelInsideCidr: "169.254.32.4/30" }, outside))).toBe("InvalidParameterValue");
    const { VpnConnection } = await change({ PreSharedKey: "rotated_key", StartupAction: "add" }, outside);
    expect(VpnConnection?.State).toBe("modifying");
    await lab.clock.advance(3 * MINUTE);
    const after = await describeConnection(hub, made.VpnConnectionId);
    expect(after.State).toBe("available");
    expect(tunnelAt(after, "169.254.32.0/30")).toEqual({
      ...tunnelAt(made, "169.254.32.0/30"),
      ...{ PreSharedKey: "rotated_key", StartupAction: "add" },
    });
    expect(tunnelAt(after, "169.254.32.4/30")).toEqual(tunnelAt(made, "169.254.32.4/30"));
  });

  it("given that it is deleted, then it lingers, holds its gateways for a minute and its block for as long", async () => {
    const { VpnConnectionId } = await make();
    const remove = () => hub.send(new DeleteVpnConnectionCommand({ VpnConnectionId }));
    await remove();
    expect((await describeConnection(hub, VpnConnectionId)).State).toBe("deleting");
    expect(await codeOf(make())).toBe("InvalidParameterValue");
    await lab.clock.advance(MINUTE);
    const { State, CustomerGatewayConfiguration } = await describeConnection(hub, VpnConnectionId);
    expect([State, CustomerGatewayConfiguration]).toEqual(["deleted", undefined]);
    expect(await codeOf(remove())).toBe("InvalidVpnConnectionID.NotFound");
    expect((await make()).VpnConnectionId).not.toBe(VpnConnectionId);
    await lab.clock.advance(HOUR);
    expect(await codeOf(describeConnection(hub, VpnConnectionId))).toBe("InvalidVpnConnectionID.NotFound");
    expect(await codeOf(hub.send(new DeleteCustomerGatewayCommand({ CustomerGatewayId })))).toBe("IncorrectState");
  });

  it("given tags, then they are found by and told of", async () => {
    const id = present((await make()).VpnConnectionId);
    await hub.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "crosspeer:connection", Value: "cx-a" }] }));
    for (const [Name, value] of [
      ["tag:crosspeer:connection", "cx-a"],
      ["vpn-gateway-id", VpnGatewayId],
      ["customer-gateway-id", CustomerGatewayId],
      ["bgp-asn", "64600"],
      ["state", "pending"],
    ]) {
      const Filters = [{ Name, Values: [present(value)] }];
      const { VpnConnections } = await hub.send(new DescribeVpnConnectionsCommand({ Filters }));
      expect(VpnConnections?.map(({ VpnConnectionId }) => VpnConnectionId)).toEqual([id]);
    }
    expect(lab.events.at(-1)?.resources[0]).toMatch(new RegExp(`:vpn-connection/${id}$`));
  });
});
