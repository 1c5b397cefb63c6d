import { createHash, randomInt } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { ConnectionId } from "../core/connection/connection-id.ts";
import { Conflict, NotYetVisible } from "../core/faults.ts";
import { ownerKey } from "../core/intent/tags.ts";
import type { Secrets } from "../reconcile/key-ports.ts";
import { ask } from "./faults.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const characters = `${letters}0123456789`;
/** What all three clouds take: AWS ends at 64, and none may begin with a zero (EC2: VpnTunnelOptionsSpecification). */
const keyLength = 48;
/** The shortest that Secrets Manager knows (API: DeleteSecret). */
const recoveryDays = 7;

/**
 * Pre-shared keys in Secrets Manager. A secret and its value are made by one call, so a crash leaves both or none.
 *
 * @param random gives a whole number from 0 up to, and without, the one it is given; of a quality fit for keys
 */
export function createSecrets(client: SecretsManagerClient, random: (below: number) => number): Secrets {
  return {
    async create(name, connection) {
      const command = new CreateSecretCommand({
        Name: name,
        Description: `crosspeer: the pre-shared key of a tunnel of ${connection}`,
        SecretString: makeKey(random),
        Tags: [{ Key: ownerKey, Value: connection }],
      });
      try {
        await ask(`make the secret ${name}`, () => client.send(command));
      } catch (error) {
        if (error instanceof ResourceExistsException) return assertOurs(name, connection);
        // A name is taken until a secret that was deleted is gone for good (Secrets Manager API: CreateSecret).
        if (!(error instanceof InvalidRequestException)) throw error;
        await bringBack(name, connection);
      }
    },

    async renew(name, generation) {
      const ClientRequestToken = createHash("sha256").update(`${generation} ${name}`).digest("hex");
      const command = new PutSecretValueCommand({ SecretId: name, SecretString: makeKey(random), ClientRequestToken });
      await ask(`renew the secret ${name}`, () => client.send(command)).catch((cause) => {
        // A version of that token is there, with the key that was made for it first (Secrets Manager: PutSecretValue).
        if (cause instanceof ResourceExistsException) return;
        if (!(cause instanceof ResourceNotFoundException)) throw cause;
        throw new NotYetVisible(`there is no secret ${name}`, { cause });
      });
    },

    async read(name) {
      const command = new GetSecretValueCommand({ SecretId: name });
      const { SecretString } = await ask(`read the secret ${name}`, () => client.send(command)).catch((cause) => {
        if (!(cause instanceof ResourceNotFoundException)) throw cause;
        throw new NotYetVisible(`there is no secret ${name}`, { cause });
      });
      if (!SecretString) throw new NotYetVisible(`the secret ${name} holds no text`);
      return SecretString;
    },

    async remove(name) {
      const command = new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: recoveryDays });
      try {
        await ask(`delete the secret ${name}`, () => client.send(command));
      } catch (error) {
        // Gone, or on its way: a secret that is scheduled for deletion refuses to be deleted again.
        if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return;
        throw error;
      }
    },
  };

  /** Of a connection that was taken away and is wanted again: its secret, with a new key. */
  async function bringBack(name: string, connection: ConnectionId): Promise<void> {
    await assertOurs(name, connection);
    await ask(`restore the secret ${name}`, () => client.send(new RestoreSecretCommand({ SecretId: name })));
    const command = new PutSecretValueCommand({ SecretId: name, SecretString: makeKey(random) });
    await ask(`renew the secret ${name}`, () => client.send(command));
  }

  async function assertOurs(name: string, connection: ConnectionId): Promise<void> {
    const command = new DescribeSecretCommand({ SecretId: name });
    const { Tags = [] } = await ask(`look at the secret ${name}`, () => client.send(command));
    if (Tags.some(({ Key, Value }) => Key === ownerKey && Value === connection)) return;
    throw new Conflict(`the secret ${name} is not ours: it does not bear the tag ${ownerKey}=${connection}`);
  }
}

/** For the functions that make or read keys: no others load the client. */
export function composeSecrets(): Secrets {
  return createSecrets(new SecretsManagerClient({}), (below) => randomInt(below));
}

function makeKey(random: (below: number) => number): string {
  const pick = (from: string) => from.charAt(random(from.length));
  return pick(letters) + Array.from({ length: keyLength - 1 }, () => pick(characters)).join("");
}
