import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import { Policy } from "./policy.ts";

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** `AROA…`, the first half of the user id of the role's sessions. */
  readonly id: string;
  readonly trust: Policy;
  /** Documents of the policies that hang on the role, by name; the actions that they grant are enforced, see identity.ts. */
  readonly policies: Map<string, unknown>;
}

export interface NewRole {
  readonly account: string;
  readonly name: string;
  readonly path?: string;
  readonly trust: unknown;
}

/** The roles of all accounts of the lab. */
export class Roles {
  readonly #byArn = new Map<string, Role>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Throws EntityAlreadyExists, MalformedPolicyDocument. */
  create({ account, name, path = "/", trust }: NewRole): Role {
    if (this.find(account, name) !== undefined) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
    }
    const parsed = Policy.safeParse(trust);
    if (!parsed.success) throw new AwsError("MalformedPolicyDocument", parsed.error.message);
    const id = `AROA${this.#random.hex(16).toUpperCase()}`;
    const arn = `arn:aws:iam::${account}:role${path}${name}`;
    const role: Role = { arn, name, path, id, trust: parsed.data, policies: new Map() };
    this.#byArn.set(arn, role);
    return role;
  }

  byArn(arn: string): Role | undefined {
    return this.#byArn.get(arn);
  }

  find(account: string, name: string): Role | undefined {
    return this.of(account).find((role) => role.name === name);
  }

  of(account: string): Role[] {
    return [...this.#byArn.values()].filter((role) => role.arn.split(":")[4] === account);
  }

  remove(role: Role): void {
    this.#byArn.delete(role.arn);
  }
}
