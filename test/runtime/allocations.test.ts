import { prefix } from "../../core/address-space/prefix.ts";
import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import { allocate, type Claim } from "../../core/tunnels/allocate.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Allocations, ClaimChange } from "../../reconcile/ports.ts";
import { createAllocations } from "../../runtime/allocations.ts";
import { startTestLab } from "../lab/clouds/aws/server/lab-clients.ts";
import { awsNetwork, gcpNetwork } from "../support/network-ids.ts";
import { createTable } from "./ledger-table.ts";

let lab: Lab;
let allocations: Allocations;
let tables = 0;

beforeAll(async () => {
  lab = await startTestLab();
});
beforeEach(async () => {
  tables += 1;
  allocations = createAllocations((await createTable(lab, `ledger-${tables}`)).table);
});
afterAll(() => lab.close());

/** Claims what a pair needs on top of what is held. */
function claimFor(pair: Pair): (claims: readonly Claim[]) => ClaimChange<readonly Claim[]> {
  const side = (network: Pair["requester"]) => ({ network, inside: [], prefixes: [prefix("10.0.0.0/16")] });
  const sides = { requester: side(pair.requester), accepter: side(pair.accepter) };
  return (claims) => {
    const result = allocate({ connection: connectionIdOf(pair), sides, claims });
    if ("problem" in result) throw new Error(result.problem.message);
    const kept = claims.filter(({ holder }) => !result.claims.some((claim) => claim.holder === holder));
    return { claims: [...kept, ...result.claims], result: result.claims };
  };
}

const held = () => allocations.change((claims) => ({ claims: undefined, result: claims }));

describe("createAllocations", () => {
  it("given nothing is claimed, then there are no claims, and asking writes nothing", async () => {
    expect(await held()).toEqual([]);
  });

  it("given a race for one gateway, then no two connections have one /30, and each network has one number", async () => {
    const pairs = [1, 2, 3, 4].map((number) => pairOf(awsNetwork(number), gcpNetwork("shared")));
    const claimed = await Promise.all(pairs.map((pair) => allocations.change(claimFor(pair))));
    const insides = claimed.flat().flatMap((claim) => (claim.kind === "inside" ? [claim.prefix] : []));
    expect(insides).toHaveLength(16);
    expect(new Set(insides).size).toBe(16);
    const numbers = (await held()).flatMap((claim) => (claim.kind === "asn" ? [claim.number] : []));
    expect(new Set(numbers).size).toBe(5);
    expect(numbers).toHaveLength(5);
  });

  it("given claims that are held already, then the same are given again", async () => {
    const claim = claimFor(pairOf(awsNetwork(1), gcpNetwork("a")));
    expect(await allocations.change(claim)).toEqual(await allocations.change(claim));
  });

  it("given others who are faster every time, then it is Busy and nothing of it is written", async () => {
    const { table } = await createTable(lab, "contested");
    let number = 64_512;
    const overtaken = createAllocations({
      ...table,
      put: async (...put) => {
        number += 1;
        const claim: Claim = { kind: "asn", number, holder: awsNetwork(number) };
        await createAllocations(table).change((claims) => ({ claims: [...claims, claim], result: undefined }));
        return table.put(...put);
      },
    });
    const pair = pairOf(awsNetwork(1), gcpNetwork("a"));
    await expect(overtaken.change(claimFor(pair))).rejects.toMatchObject({ name: "Busy" });
    const claims = await createAllocations(table).change((all) => ({ claims: undefined, result: all }));
    expect(claims.filter(({ holder }) => holder === connectionIdOf(pair))).toEqual([]);
    expect(claims).toHaveLength(8);
  });
});
