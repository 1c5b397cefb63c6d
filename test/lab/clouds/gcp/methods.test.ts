import { computeMethods } from "../../../../lab/clouds/gcp/compute/compute-service.ts";
import { DEFAULT_LIMITS } from "../../../../lab/clouds/gcp/compute/limits.ts";
import { Compute } from "../../../../lab/clouds/gcp/compute/state.ts";
import { VirtualClock } from "../../../../lab/world/clock.ts";
import { Fabric } from "../../../../lab/world/fabric.ts";
import { SeededRandom } from "../../../../lab/world/random.ts";
import { definedMethods } from "./vendor/proto-schemas.ts";

const world = {
  ...{ clock: new VirtualClock(0), random: new SeededRandom(1), fabric: new Fabric(() => 0) },
  ...{ limits: DEFAULT_LIMITS, projects: [] },
};
const methods = computeMethods(new Compute(world));
const defined = definedMethods().map(({ verb, path }) => `${verb} ${path}`);

describe("the methods of Compute in the lab", () => {
  it("given Google's definition, then each is one of its", () => {
    expect(defined.length).toBeGreaterThan(900);
    expect(methods.map(({ verb, path }) => `${verb} ${path}`).filter((one) => !defined.includes(one))).toEqual([]);
  });

  it("given their names, then none is there twice", () => {
    expect(new Set(methods.map(({ name }) => name)).size).toBe(methods.length);
  });
});
