import * as z from "zod";
import type { VirtualClock } from "../../../world/clock.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import { epochSeconds, jsonService, reads, writes } from "../json-protocol.ts";
import type { Place } from "../scoped.ts";
import type { AwsService } from "../wire.ts";
import { alreadyExists, type Secret, StoredSecrets } from "./stored-secrets.ts";

const DAY = 24 * 3_600_000;
const DEFAULT_WINDOW_DAYS = 30;

const Token = z.string().min(32).max(64).optional();
const Create = z.object({
  Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
  Description: z.string().optional(),
  SecretString: z.string().min(1).optional(),
  ClientRequestToken: Token,
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});
const ById = z.object({ SecretId: z.string() });
const PutValue = ById.extend({ SecretString: z.string().min(1), ClientRequestToken: Token });
const Delete = ById.extend({
  RecoveryWindowInDays: z.number().int().optional(),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});
const ListAll = z.object({ IncludePlannedDeletion: z.boolean().default(false) });

export interface SecretsManagerOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
}

/** Secrets Manager: secrets with their current version. A deleted one keeps its name until its window has passed. */
export function secretsManagerService({ clock, random }: SecretsManagerOptions): AwsService {
  const secrets = new StoredSecrets(clock, random);
  return jsonService({
    name: "secretsmanager",
    version: "1.1",
    actions: {
      CreateSecret: writes(Create, (input, call) => createSecret(secrets, input, call)),
      PutSecretValue: writes(PutValue, ({ SecretId, SecretString, ClientRequestToken }, call) => {
        const secret = secrets.findLive(call, SecretId);
        const { id } = secrets.setText(secret, SecretString, ClientRequestToken);
        return { ...names(secret), VersionId: id, VersionStages: ["AWSCURRENT"] };
      }),
      GetSecretValue: reads(ById, ({ SecretId }, call) => showValue(secrets.findLive(call, SecretId))),
      DescribeSecret: reads(ById, ({ SecretId }, call) => describe(secrets.find(call, SecretId))),
      ListSecrets: reads(ListAll, ({ IncludePlannedDeletion }, call) => ({
        SecretList: secrets
          .at(call)
          .filter(({ deletion }) => IncludePlannedDeletion || deletion === undefined)
          .map(describe),
      })),
      DeleteSecret: writes(Delete, (input, call) => deleteSecret(secrets, input, { place: call, now: clock.now() })),
      RestoreSecret: writes(ById, ({ SecretId }, call) => {
        const secret = secrets.find(call, SecretId);
        delete secret.deletion;
        return names(secret);
      }),
    },
  });
}

/** The same request again, which its token tells, is answered as the first. */
function createSecret(secrets: StoredSecrets, input: z.infer<typeof Create>, place: Place) {
  const { Name: name, Description: description, SecretString: text, ClientRequestToken: token, Tags: tags } = input;
  const known = secrets.at(place).find((secret) => secret.name === name);
  if (known?.deletion !== undefined) {
    throw new AwsError(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (known !== undefined && (token === undefined || known.version?.id !== token)) throw alreadyExists(name);
  const secret = known ?? secrets.create(place, { name, description, tags });
  return text === undefined ? names(secret) : { ...names(secret), VersionId: secrets.setText(secret, text, token).id };
}

interface Moment {
  readonly place: Place;
  readonly now: number;
}

function deleteSecret(secrets: StoredSecrets, input: z.infer<typeof Delete>, { place, now }: Moment) {
  const { SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force } = input;
  if (force && days !== undefined) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  }
  const secret = force ? secrets.find(place, SecretId) : secrets.findLive(place, SecretId);
  const endsAt = force ? now : now + (days ?? DEFAULT_WINDOW_DAYS) * DAY;
  secret.deletion = { at: now, endsAt };
  return { ...names(secret), DeletionDate: epochSeconds(endsAt) };
}

function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

function names({ arn, name }: Secret) {
  return { ARN: arn, Name: name };
}

function showValue(secret: Secret) {
  const { version } = secret;
  if (version === undefined) {
    const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
    throw new AwsError("ResourceNotFoundException", message);
  }
  return {
    ...{ ...names(secret), SecretString: version.text, VersionId: version.id, VersionStages: ["AWSCURRENT"] },
    CreatedDate: epochSeconds(secret.createdAt),
  };
}

/** All but the value. */
function describe(secret: Secret) {
  const { description, createdAt, tags, deletion, version } = secret;
  return {
    ...{ ...names(secret), CreatedDate: epochSeconds(createdAt), Tags: tags },
    ...(description !== undefined && { Description: description }),
    ...(deletion && { DeletedDate: epochSeconds(deletion.at) }),
    ...(version && { VersionIdsToStages: { [version.id]: ["AWSCURRENT"] } }),
  };
}
