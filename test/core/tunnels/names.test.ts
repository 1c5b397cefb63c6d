import { connectionIdOf } from "../../../core/connection/connection-id.ts";
import { gatewayName, secretName, tunnelName } from "../../../core/tunnels/names.ts";
import { eks, gke, links } from "./vpn-builder.ts";

const connection = connectionIdOf(links["aws-gcp"]);

describe("names of what we make", () => {
  it("given a network, then its gateway always bears one name, and another network's another", () => {
    expect(gatewayName(eks)).toBe(gatewayName(eks));
    expect(gatewayName(eks)).not.toBe(gatewayName(gke));
  });

  it.each([
    { given: "a gateway", name: gatewayName(gke) },
    { given: "a tunnel", name: tunnelName(connection, 3) },
  ])("given $given, then a name that every cloud takes", ({ name }) => {
    expect(name).toMatch(/^[a-z][a-z0-9-]{0,40}[a-z0-9]$/);
  });

  it("given a tunnel, then its secret bears its name", () => {
    expect(secretName(connection, 2)).toBe(`crosspeer/${connection}-2`);
  });
});
