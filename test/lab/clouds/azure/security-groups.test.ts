import { AzureLab } from "./azure-lab.ts";
import { LOCATION, makeGroup, securityGroupPath } from "./builders.ts";
import { checkedAgainst } from "./definitions/specification.ts";

let lab: AzureLab;
const NSG = securityGroupPath("nsg");

beforeEach(async () => {
  lab = await AzureLab.start({ limits: { rulesPerSecurityGroup: 3 } });
  await makeGroup(lab);
  await lab.put(NSG, { location: LOCATION });
});

afterEach(() => lab.stop());

function rule(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    properties: {
      ...{ protocol: "Tcp", access: "Allow", direction: "Inbound", priority: 100 },
      ...{ sourcePortRange: "*", destinationPortRange: "443" },
      ...{ sourceAddressPrefix: "10.1.0.0/16", destinationAddressPrefix: "VirtualNetwork", ...changes },
    },
  };
}

describe(`network security groups, each answer checked against ${checkedAgainst}`, () => {
  it("given a rule, then it is Updating for a moment, is listed, and goes again", async () => {
    const made = await lab.call("PUT", `${NSG}/securityRules/r`, rule());
    expect([made.status, made.body.properties.provisioningState]).toEqual([201, "Updating"]);
    const another = await lab.call("PUT", `${NSG}/securityRules/r2`, rule({ priority: 101 }));
    expect(another.body.error.code).toBe("AnotherOperationInProgress");
    await lab.clock.settle();
    expect((await lab.call("GET", `${NSG}/securityRules`)).body.value).toHaveLength(1);
    expect((await lab.call("GET", NSG)).body.properties.securityRules[0].name).toBe("r");
    expect((await lab.call("DELETE", `${NSG}/securityRules/r`)).status).toBe(202);
    await lab.clock.settle();
    expect((await lab.call("GET", `${NSG}/securityRules/r`)).body.error.code).toBe("NotFound");
    expect((await lab.call("DELETE", `${NSG}/securityRules/r`)).status).toBe(204);
  });

  it.each([
    { given: "a priority below 100", changes: { priority: 99 }, code: "SecurityRuleInvalidPriority" },
    { given: "a priority above 4096", changes: { priority: 4097 }, code: "SecurityRuleInvalidPriority" },
    { given: "a priority that is taken", changes: {}, code: "SecurityRuleConflict" },
    { given: "that priority in the other direction", changes: { direction: "Outbound" }, code: undefined },
    {
      given: "a port that there is not",
      changes: { priority: 200, destinationPortRange: "66600" },
      code: "SecurityRuleInvalidPortRange",
    },
    {
      given: "ports in the wrong order",
      changes: { priority: 200, destinationPortRange: "90-80" },
      code: "SecurityRuleInvalidPortRange",
    },
    {
      given: "a prefix that there is not",
      changes: { priority: 200, sourceAddressPrefix: "10.0.0.0/42" },
      code: "SecurityRuleInvalidAddressPrefix",
    },
    {
      given: "several prefixes",
      changes: { priority: 200, sourceAddressPrefix: undefined, sourceAddressPrefixes: ["10.0.0.0/24", "10.2.0.0/24"] },
      code: undefined,
    },
    {
      given: "no prefix",
      changes: { priority: 200, sourceAddressPrefix: undefined },
      code: "SecurityRuleParameterNotSpecified",
    },
    {
      given: "a protocol that there is not",
      changes: { priority: 200, protocol: "Sctp" },
      code: "InvalidRequestFormat",
    },
  ])("given $given, then $code", async ({ changes, code }) => {
    await lab.put(`${NSG}/securityRules/first`, rule());
    const { body } = await lab.put(`${NSG}/securityRules/second`, rule(changes));
    expect(body.error?.code).toBe(code);
  });

  it("given a rule written again with its own priority, then that is no conflict", async () => {
    await lab.put(`${NSG}/securityRules/r`, rule());
    expect((await lab.put(`${NSG}/securityRules/r`, rule({ destinationPortRange: "80" }))).status).toBe(200);
  });

  it("given the quota of rules, then one more is refused", async () => {
    for (const priority of [100, 101, 102]) await lab.put(`${NSG}/securityRules/r${priority}`, rule({ priority }));
    const { body } = await lab.put(`${NSG}/securityRules/r103`, rule({ priority: 103 }));
    expect(body.error.code).toBe("MaxSecurityRulesLimitReached");
  });

  it.each(["-r", "r/", "a b", "r."])("given the name '%s', then InvalidResourceName or no such place", async (name) => {
    const { status, body } = await lab.put(`${NSG}/securityRules/${name}`, rule());
    expect([status, body.error.code]).toEqual(
      name === "r/" ? [404, "InvalidResourceType"] : [400, "InvalidResourceName"],
    );
  });

  it("given a PUT of the group without rules, then it has none left", async () => {
    await lab.put(`${NSG}/securityRules/r`, rule());
    const { body } = await lab.put(NSG, { location: LOCATION, tags: { a: "1" } });
    expect([body.properties.securityRules, body.tags]).toEqual([[], { a: "1" }]);
  });
});
