import type { VirtualClock } from "../../../world/clock.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import { arnAt, type Place, Scoped } from "../scoped.ts";

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  version?: SecretVersion;
  /** What DeleteSecret was told: when it was asked, and when nobody can have it back any more. */
  deletion?: { readonly at: number; readonly endsAt: number };
}

interface SecretVersion {
  readonly id: string;
  readonly text: string;
}

/** The secrets of every place. One whose recovery window has passed is gone. */
export class StoredSecrets {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #stores = new Scoped(() => new Map<string, Secret>());

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  at(place: Place): Secret[] {
    const now = this.#clock.now();
    return [...this.#stores.at(place).values()].filter(
      ({ deletion }) => deletion === undefined || now < deletion.endsAt,
    );
  }

  /** By name or ARN, deleted or not. */
  find(place: Place, id: string): Secret {
    const secret = this.at(place).find(({ name, arn }) => name === id || arn === id);
    if (secret !== undefined) return secret;
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }

  /** One that is not deleted. */
  findLive(place: Place, id: string): Secret {
    const secret = this.find(place, id);
    if (secret.deletion === undefined) return secret;
    throw new AwsError(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  create(place: Place, made: Pick<Secret, "name" | "description" | "tags">): Secret {
    const arn = arnAt(place, "secretsmanager", `secret:${made.name}-${this.#random.hex(6)}`);
    const secret = { ...made, arn, createdAt: this.#clock.now() };
    this.#stores.at(place).set(made.name, secret);
    return secret;
  }

  /** Gives a secret its current version; one token stands for one content. */
  setText(secret: Secret, text: string, token: string | undefined): SecretVersion {
    const { version } = secret;
    if (version !== undefined && version.id === token && version.text !== text) throw alreadyExists(secret.name);
    secret.version = { id: token ?? this.#random.uuid(), text };
    return secret.version;
  }
}

export function alreadyExists(name: string): AwsError {
  return new AwsError("ResourceExistsException", `The operation failed because the secret ${name} already exists.`);
}
