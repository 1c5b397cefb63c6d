import type { Lab } from "../../../../../lab/lab.ts";
import { callJson, startTestLab } from "../server/lab-clients.ts";

describe("lab/clouds/aws/secretsmanager", () => {
  let lab: Lab;
  const secrets = async (action: string, input: unknown) =>
    (await callJson(lab, { service: "secretsmanager", target: `secretsmanager.${action}`, input })).body;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());

  it("given a secret, then its value is given to who asks for it and to nobody else", async () => {
    const ARN = Object(await secrets("CreateSecret", { Name: "psk/1", SecretString: "first" })).ARN;
    await secrets("PutSecretValue", { SecretId: ARN, SecretString: "second" });
    expect(await secrets("GetSecretValue", { SecretId: "psk/1" })).toMatchObject({ ARN, SecretString: "second" });
    expect(await secrets("DescribeSecret", { SecretId: ARN })).not.toHaveProperty("value");
    expect(JSON.stringify(lab.journal.entries)).not.toMatch(/first|second/);
  });

  it("given a deleted secret, then it is not found", async () => {
    await secrets("CreateSecret", { Name: "psk/1", SecretString: "x" });
    await secrets("DeleteSecret", { SecretId: "psk/1" });
    expect(await secrets("GetSecretValue", { SecretId: "psk/1" })).toMatchObject({
      __type: "ResourceNotFoundException",
    });
    expect(await secrets("ListSecrets", {})).toEqual({ SecretList: [] });
  });
});
