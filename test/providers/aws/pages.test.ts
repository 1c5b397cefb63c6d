import { collectFor } from "../../../providers/aws/pages.ts";
import { createAwsProvider } from "../../../providers/aws/provider.ts";
import { startQueryServer } from "./query-server.ts";

describe("providers/aws/pages", () => {
  it.each([
    { values: 0, expected: [] },
    { values: 200, expected: [200] },
    { values: 401, expected: [200, 200, 1] },
  ])("given $values values, then they are asked for in chunks of $expected", async ({ values, expected }) => {
    const asked: number[] = [];
    const ids = Array.from({ length: values }, (_, index) => `vpc-${index}`);
    const found = await collectFor(
      ids,
      async function* (some) {
        asked.push(some.length);
        yield some.slice(0, 150);
        yield some.slice(150);
      },
      (page) => page,
    );
    expect(asked).toEqual(expected);
    expect(found).toEqual(ids);
  });

  it("given a list of several pages, then every page is asked for, as large as EC2 gives them", async () => {
    const server = await startQueryServer(({ form }) => {
      const page = Number(form.get("NextToken") ?? 1);
      const vpc = `<item><vpcId>vpc-0000000${page}</vpcId><tagSet><item><key>crosspeer:name</key><value>n</value></item></tagSet></item>`;
      const next = page < 3 ? `<nextToken>${page + 1}</nextToken>` : "";
      return { xml: `<DescribeVpcsResponse><vpcSet>${vpc}</vpcSet>${next}</DescribeVpcsResponse>` };
    });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const sdk = { endpoint: server.endpoint, region: "us-east-1", credentials };
    const config = { hubAccount: "111111111111", memberRoleName: "role", sdk };
    const listed = await createAwsProvider(config, () => 0).listNetworks({
      account: "111111111111",
      region: "us-east-1",
    });
    await server.stop();
    expect(listed.map(({ id }) => id)).toEqual(
      [1, 2, 3].map((n) => `arn:aws:ec2:us-east-1:111111111111:vpc/vpc-0000000${n}`),
    );
    expect(server.calls.map(({ form }) => form.get("MaxResults"))).toEqual(["1000", "1000", "1000"]);
  });
});
