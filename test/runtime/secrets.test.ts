import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { secretName } from "../../core/tunnels/names.ts";
import type { Lab } from "../../lab/lab.ts";
import { SeededRandom } from "../../lab/world/random.ts";
import type { Secrets } from "../../reconcile/key-ports.ts";
import { createSecrets } from "../../runtime/secrets.ts";
import { clientConfig, startTestLab } from "../lab/clouds/aws/server/lab-clients.ts";
import { awsNetwork, gcpNetwork } from "../support/network-ids.ts";

const connection = connectionIdOf(pairOf(awsNetwork(1), gcpNetwork("a")));
const other = connectionIdOf(pairOf(awsNetwork(2), gcpNetwork("a")));

let lab: Lab;
let client: SecretsManagerClient;
let secrets: Secrets;

beforeAll(async () => {
  lab = await startTestLab();
  client = new SecretsManagerClient(clientConfig(lab));
  const random = new SeededRandom(7);
  secrets = createSecrets(client, (below) => Math.floor(random.next() * below));
});
afterAll(() => lab.close());

describe("createSecrets", () => {
  it("given no key yet, then one is made of 48 letters and digits, a letter first, and bears our tag", async () => {
    const name = secretName(connection, 0);
    await secrets.create(name, connection);
    expect(await secrets.read(name)).toMatch(/^[A-Za-z][A-Za-z0-9]{47}$/);
    const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    expect(Tags).toEqual([{ Key: "crosspeer:connection", Value: connection }]);
  });

  it("given a key that is there, as after a crash, then it stays as it is", async () => {
    const name = secretName(connection, 1);
    await secrets.create(name, connection);
    const first = await client.send(new GetSecretValueCommand({ SecretId: name }));
    await secrets.create(name, connection);
    const second = await client.send(new GetSecretValueCommand({ SecretId: name }));
    expect(second).toMatchObject({ SecretString: first.SecretString, VersionId: first.VersionId });
  });

  it("given four tunnels, then each has a key of its own", async () => {
    const names = [4, 5, 6, 7].map((index) => secretName(connection, index));
    for (const name of names) await secrets.create(name, connection);
    expect(new Set(await Promise.all(names.map((name) => secrets.read(name)))).size).toBe(4);
  });

  it("given a secret of that name which is not ours, then it is a conflict, and it is left as it is", async () => {
    const name = secretName(other, 0);
    await client.send(new CreateSecretCommand({ Name: name, SecretString: "another's" }));
    await expect(secrets.create(name, other)).rejects.toMatchObject({
      name: "Conflict",
      message: `the secret ${name} is not ours: it does not bear the tag crosspeer:connection=${other}`,
    });
    expect(await secrets.read(name)).toBe("another's");
  });

  it("given a key that is renewed, then it is another one, and the same generation again makes no third", async () => {
    const name = secretName(connection, 8);
    await secrets.create(name, connection);
    const first = await secrets.read(name);
    await secrets.renew(name, "rotation 1");
    const second = await secrets.read(name);
    await secrets.renew(name, "rotation 1");
    expect([second, await secrets.read(name)]).toEqual([expect.stringMatching(/^[A-Za-z][A-Za-z0-9]{47}$/), second]);
    await secrets.renew(name, "rotation 2");
    expect(new Set([first, second, await secrets.read(name)]).size).toBe(3);
  });

  it("given no such secret, then renewing it says so", async () => {
    await expect(secrets.renew("crosspeer/none", "rotation 1")).rejects.toMatchObject({ name: "NotYetVisible" });
  });

  it("given no such secret, then reading says so and is tried again", async () => {
    await expect(secrets.read("crosspeer/none")).rejects.toMatchObject({ name: "NotYetVisible" });
  });

  it("given all of that, then no key stands in the journal", async () => {
    const key = await secrets.read(secretName(connection, 0));
    expect(JSON.stringify(lab.journal.entries)).not.toContain(key);
  });
});
