import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Lab } from "../../../../../lab/lab.ts";
import { clientConfig, startTestLab } from "../server/lab-clients.ts";

const DAY = 24 * 3_600_000;
const TOKEN = "00000000-0000-4000-8000-000000000001";
const SecretId = "psk/1";

describe("lab/clouds/aws/secretsmanager", () => {
  let lab: Lab;
  let client: SecretsManagerClient;
  beforeEach(async () => {
    lab = await startTestLab();
    client = new SecretsManagerClient(clientConfig(lab));
  });
  afterEach(async () => {
    client.destroy();
    await lab.close();
  });

  const create = (SecretString: string, ClientRequestToken?: string) =>
    client.send(new CreateSecretCommand({ Name: SecretId, SecretString, ClientRequestToken }));
  const remove = (options: object = {}) => client.send(new DeleteSecretCommand({ SecretId, ...options }));
  const read = async () => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  const errorOf = (call: Promise<unknown>) =>
    call.then(
      () => "none",
      ({ name }: Error) => name,
    );

  it("given a secret, then its value is given to who asks for it and to nobody else", async () => {
    const { ARN } = await create("the-first");
    expect(await read()).toBe("the-first");
    await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: "the-second" }));
    expect(await read()).toBe("the-second");
    const described = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
    expect(described).toMatchObject({ ARN, Name: SecretId });
    expect(JSON.stringify([described, lab.journal.entries])).not.toMatch(/the-first|the-second/);
  });

  it("given the same request again, then it is answered as the first; given another, then the secret is there", async () => {
    const { ARN, VersionId } = await create("the-first", TOKEN);
    expect(VersionId).toBe(TOKEN);
    expect(await create("the-first", TOKEN)).toMatchObject({ ARN, VersionId });
    expect(await errorOf(create("the-second", TOKEN))).toBe("ResourceExistsException");
    expect(await errorOf(create("the-first"))).toBe("ResourceExistsException");
    expect(await read()).toBe("the-first");
  });

  it("given a deleted secret, then its name is taken until the window has passed", async () => {
    const { ARN } = await create("the-first");
    await remove({ RecoveryWindowInDays: 7 });
    expect(await errorOf(read())).toBe("InvalidRequestException");
    expect(await errorOf(create("the-second"))).toBe("InvalidRequestException");
    expect(await errorOf(remove())).toBe("InvalidRequestException");
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(DeletedDate?.getTime()).toBe(lab.clock.now());
    expect((await client.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    await lab.clock.advance(7 * DAY);
    expect(await errorOf(read())).toBe("ResourceNotFoundException");
    expect((await create("the-second")).ARN).not.toBe(ARN);
  });

  it("given a deleted secret that is restored, then it is as before", async () => {
    await create("the-first");
    await remove();
    await client.send(new RestoreSecretCommand({ SecretId }));
    expect(await read()).toBe("the-first");
  });

  it("given a secret deleted by force, then it is gone at once", async () => {
    await create("the-first");
    await remove({ ForceDeleteWithoutRecovery: true });
    expect(await errorOf(read())).toBe("ResourceNotFoundException");
    expect(await errorOf(remove())).toBe("ResourceNotFoundException");
  });

  it.each([
    { given: "a window of six days", options: { RecoveryWindowInDays: 6 } },
    { given: "a window and force", options: { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true } },
  ])("given $given, then InvalidParameterException", async ({ options }) => {
    await create("the-first");
    expect(await errorOf(remove(options))).toBe("InvalidParameterException");
  });
});
