/** Who makes calls by which access key. Accounts' own keys are `LABK` and the account; sessions are learnt from STS. */
export class Principals {
  readonly #hub: string;
  readonly #roles = new Map<string, string>();

  /** @param hub the account in which moto's interpreter works, whatever machine it runs */
  constructor(hub: string) {
    this.#hub = hub;
  }

  /** Learns from the answer to an AssumeRole whose key it is. */
  learn(roleArn: string, answer: string): void {
    const key = /<AccessKeyId>(\w+)<\/AccessKeyId>/.exec(answer)?.[1];
    if (key !== undefined) this.#roles.set(key, roleArn);
  }

  /** The ARN of the role behind a key, or of the account's root. */
  arnOf(accessKeyId: string): string {
    return this.#roles.get(accessKeyId) ?? `arn:aws:iam::${this.accountOf(accessKeyId)}:root`;
  }

  accountOf(accessKeyId: string): string {
    const role = this.#roles.get(accessKeyId);
    if (role !== undefined) return role.split(":")[4] ?? "";
    return /^LABK(\d{12})$/.exec(accessKeyId)?.[1] ?? this.#hub;
  }
}
