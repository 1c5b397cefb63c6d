import type { Lab } from "../../../../../lab/lab.ts";
import { callJson, startTestLab } from "../server/lab-clients.ts";

describe("lab/clouds/aws/ssm", () => {
  let lab: Lab;
  const ssm = async (action: string, input: unknown) =>
    (await callJson(lab, { service: "ssm", target: `AmazonSSM.${action}`, input })).body;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());

  it("given a parameter, then it is found by name and by path, and versions count", async () => {
    await ssm("PutParameter", { Name: "/net/a/b", Value: "1", Type: "String" });
    expect(await ssm("PutParameter", { Name: "/net/a/b", Value: "2" })).toMatchObject({
      __type: "ParameterAlreadyExists",
    });
    expect(await ssm("PutParameter", { Name: "/net/a/b", Value: "2", Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await ssm("GetParametersByPath", { Path: "/net" })).toEqual({ Parameters: [] });
    expect(await ssm("GetParametersByPath", { Path: "/net", Recursive: true })).toMatchObject({
      Parameters: [{ Name: "/net/a/b", Value: "2" }],
    });
    await ssm("DeleteParameter", { Name: "/net/a/b" });
    expect(await ssm("GetParameter", { Name: "/net/a/b" })).toMatchObject({ __type: "ParameterNotFound" });
  });
});
