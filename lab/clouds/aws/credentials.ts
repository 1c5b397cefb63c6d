import type { SeededRandom } from "../../world/random.ts";

/** Who makes a call. */
export interface Caller {
  readonly account: string;
  /** What GetCallerIdentity says: `…:root`, or the ARN of an assumed-role session. */
  readonly arn: string;
  readonly userId: string;
  /** The role behind a session. */
  readonly roleArn?: string;
}

export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const ROOT_KEY = /^LABK(\d{12})$/;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The access keys that the lab knows: `LABK<account>` for the root user of each of its accounts, and those of sessions.
 *
 * Session keys never expire: functions cache them by the wall clock, while days pass on the lab's clock in a moment.
 */
export class Credentials {
  readonly #accounts: ReadonlySet<string>;
  readonly #random: SeededRandom;
  readonly #sessions = new Map<string, Caller>();

  constructor(options: { readonly accounts: readonly string[]; readonly random: SeededRandom }) {
    this.#accounts = new Set(options.accounts);
    this.#random = options.random;
  }

  isAccount(account: string): boolean {
    return this.#accounts.has(account);
  }

  identify(accessKeyId: string): Caller | undefined {
    const account = ROOT_KEY.exec(accessKeyId)?.[1];
    if (account === undefined) return this.#sessions.get(accessKeyId);
    return this.isAccount(account) ? { account, arn: `arn:aws:iam::${account}:root`, userId: account } : undefined;
  }

  /** The caller behind the ARN that a call carries. */
  callerOf(arn: string): Caller {
    const session = [...this.#sessions.values()].find((caller) => caller.arn === arn);
    const account = arn.split(":")[4] ?? "";
    return session ?? { account, arn, userId: account };
  }

  /** Gives out the keys of a session of a role. */
  issue(session: { readonly roleArn: string; readonly roleId: string; readonly name: string }): SessionKeys {
    const account = session.roleArn.split(":")[4] ?? "";
    const role = session.roleArn.slice(session.roleArn.lastIndexOf("/") + 1);
    const accessKeyId = `ASIA${this.#base32(16)}`;
    this.#sessions.set(accessKeyId, {
      account,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${session.name}`,
      userId: `${session.roleId}:${session.name}`,
      roleArn: session.roleArn,
    });
    return { accessKeyId, secretAccessKey: this.#random.hex(40), sessionToken: `lab${this.#random.hex(96)}` };
  }

  #base32(length: number): string {
    return Array.from({ length }, () => BASE32[Math.floor(this.#random.next() * 32)]).join("");
  }
}
