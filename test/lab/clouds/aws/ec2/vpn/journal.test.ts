import { EC2Client, ModifyVpnTunnelOptionsCommand } from "@aws-sdk/client-ec2";
import type { Lab } from "../../../../../../lab/lab.ts";
import { clientConfig, startTestLab } from "../../server/lab-clients.ts";
import { present, SECOND } from "../ec2-lab.ts";
import { connect, describeConnection, KEYS, MINUTE, makeCgw, makeVgw } from "./vpn-builders.ts";

describe("the journal", () => {
  let lab: Lab;
  let client: EC2Client;
  beforeEach(async () => {
    lab = await startTestLab();
    client = new EC2Client(clientConfig(lab));
  });
  afterEach(async () => {
    client.destroy();
    await lab.close();
  });

  it("given keys in requests and answers, then it has none of them, and the rest", async () => {
    const [VpnGatewayId, CustomerGatewayId] = [await makeVgw(client), await makeCgw(client)];
    await lab.clock.advance(2 * SECOND);
    const { VpnConnectionId, Options } = await connect(client, { VpnGatewayId, CustomerGatewayId });
    await lab.clock.advance(5 * MINUTE);
    await describeConnection(client, VpnConnectionId);
    const VpnTunnelOutsideIpAddress = present(Options?.TunnelOptions?.[0]?.OutsideIpAddress);
    const TunnelOptions = { PreSharedKey: "rotated_key" };
    await client.send(
      new ModifyVpnTunnelOptionsCommand({
        ...{ VpnConnectionId: present(VpnConnectionId), VpnTunnelOutsideIpAddress, TunnelOptions },
      }),
    );
    const created = lab.journal.entries.find(({ action }) => action === "CreateVpnConnection");
    expect(created?.params).toMatchObject({
      "Options.TunnelOptions.1.TunnelInsideCidr": "169.254.32.0/30",
      "Options.TunnelOptions.1.PreSharedKey": "(secret)",
    });
    const journal = JSON.stringify(lab.journal.entries);
    for (const key of [...KEYS, "rotated_key"]) expect(journal).not.toContain(key);
  });
});
