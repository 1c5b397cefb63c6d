import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stepNames } from "../../lib/permissions.ts";
import { checkSubstitutions, substitutionName, substitutionsIn } from "../../lib/substitutions.ts";

describe("substitutionsIn", () => {
  it("given a definition, then its names once each, sorted", () => {
    expect(substitutionsIn(`"a":"\${RoutePeeringFunctionArn}","b":"\${A}\${RoutePeeringFunctionArn}"`)).toEqual([
      "A",
      "RoutePeeringFunctionArn",
    ]);
  });
});

describe("checkSubstitutions", () => {
  it.each([
    { given: "a name without a resource", wanted: ["A", "B"], available: ["A"], says: `\${B} in peer has no resource` },
    { given: "a resource that nothing names", wanted: ["A"], available: ["A", "B"], says: "B is in no definition" },
  ])("given $given, then it is refused", ({ wanted, available, says }) => {
    expect(() => checkSubstitutions(new Map([["peer", wanted]]), available)).toThrow(says);
  });

  it("given our definitions and our steps, then they match", () => {
    const folder = join(import.meta.dirname, "../../statemachines");
    const wanted = new Map(
      readdirSync(folder).map((name) => [name, substitutionsIn(readFileSync(join(folder, name), "utf8"))]),
    );
    const steps = stepNames.map((step) => substitutionName(step, "Function"));
    const run = ["PeerNetworksMachineArn", "BuildVpnMachineArn", "DisconnectNetworksMachineArn"];
    expect(() => checkSubstitutions(wanted, [...steps, ...run])).not.toThrow();
  });
});
