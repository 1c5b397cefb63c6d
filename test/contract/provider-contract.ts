import { describeWholeConnection } from "./connection-contract.ts";
import type { ContractWorld, Gap } from "./contract-world.ts";
import { describeFaults } from "./faults-contract.ts";
import { describeFirewalls } from "./firewalls-contract.ts";
import { describeNetworksAndTags } from "./networks-contract.ts";
import { describePeerings } from "./peerings-contract.ts";
import { describeRoutes } from "./routes-contract.ts";
import { Subject } from "./subject.ts";

/**
 * What every server must show of the AWS provider. A promise that is not here may not be relied on.
 *
 * @param gaps what the server does not simulate: those tests are not registered
 */
export function describeProviderContract(makeWorld: () => Promise<ContractWorld>, gaps: readonly Gap[] = []): void {
  describe("providers/aws", () => {
    const subject = new Subject(gaps);

    beforeAll(async () => subject.open(await makeWorld()));
    afterAll(() => subject.close());

    describeNetworksAndTags(subject);
    describePeerings(subject);
    describeRoutes(subject);
    describeFirewalls(subject);
    describeFaults(subject);
    describeWholeConnection(subject);
  });
}
