import * as z from "zod";
import type { VirtualClock } from "../../../world/clock.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import { epochSeconds, jsonService, reads, writes } from "../json-protocol.ts";
import { arnAt, type Place, Scoped } from "../scoped.ts";
import type { AwsService } from "../wire.ts";

interface Secret {
  readonly ARN: string;
  readonly Name: string;
  readonly Description?: string;
  readonly CreatedDate: number;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  value?: { readonly SecretString: string; readonly VersionId: string };
}

const Create = z.object({
  Name: z.string().min(1),
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  ClientRequestToken: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});
const ById = z.object({ SecretId: z.string() });
const PutValue = ById.extend({ SecretString: z.string(), ClientRequestToken: z.string().optional() });

export interface SecretsManagerOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
}

/** Secrets Manager: secrets with their current version. A deleted secret is gone at once. */
export function secretsManagerService({ clock, random }: SecretsManagerOptions): AwsService {
  const stores = new Scoped(() => new Map<string, Secret>());
  const find = (place: Place, id: string): Secret => {
    const secret = [...stores.at(place).values()].find(({ Name, ARN }) => Name === id || ARN === id);
    if (secret === undefined) {
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return secret;
  };
  const create = (place: Place, input: z.infer<typeof Create>): Secret => {
    const store = stores.at(place);
    if (store.has(input.Name)) {
      throw new AwsError(
        "ResourceExistsException",
        `The operation failed because the secret ${input.Name} already exists.`,
      );
    }
    const secret: Secret = {
      ARN: arnAt(place, "secretsmanager", `secret:${input.Name}-${random.hex(6)}`),
      Name: input.Name,
      ...(input.Description === undefined ? {} : { Description: input.Description }),
      CreatedDate: epochSeconds(clock.now()),
      Tags: input.Tags,
    };
    store.set(input.Name, secret);
    return secret;
  };
  const setValue = (secret: Secret, SecretString: string, token: string | undefined) => {
    secret.value = { SecretString, VersionId: token ?? random.uuid() };
    return { ...names(secret), VersionId: secret.value.VersionId };
  };
  return jsonService({
    name: "secretsmanager",
    version: "1.1",
    actions: {
      CreateSecret: writes(Create, (input, call) => {
        const secret = create(call, input);
        const { SecretString } = input;
        return SecretString === undefined ? names(secret) : setValue(secret, SecretString, input.ClientRequestToken);
      }),
      PutSecretValue: writes(PutValue, (input, call) => ({
        ...setValue(find(call, input.SecretId), input.SecretString, input.ClientRequestToken),
        VersionStages: ["AWSCURRENT"],
      })),
      GetSecretValue: reads(ById, ({ SecretId }, call) => {
        const secret = find(call, SecretId);
        if (secret.value === undefined) {
          const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
          throw new AwsError("ResourceNotFoundException", message);
        }
        return { ...names(secret), ...secret.value, VersionStages: ["AWSCURRENT"], CreatedDate: secret.CreatedDate };
      }),
      DescribeSecret: reads(ById, ({ SecretId }, call) => withoutValue(find(call, SecretId))),
      ListSecrets: reads(z.object({}), (_input, call) => ({
        SecretList: [...stores.at(call).values()].map(withoutValue),
      })),
      DeleteSecret: writes(ById, ({ SecretId }, call) => {
        const secret = find(call, SecretId);
        stores.at(call).delete(secret.Name);
        return { ...names(secret), DeletionDate: epochSeconds(clock.now()) };
      }),
    },
  });
}

function names({ ARN, Name }: Secret) {
  return { ARN, Name };
}

function withoutValue({ value: _value, ...secret }: Secret) {
  return secret;
}
