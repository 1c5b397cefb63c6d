import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type InvocationResult, type LambdaFunction, LambdaHost } from "../../../lab/workflow/lambda-host.ts";
import { SeededRandom } from "../../../lab/world/random.ts";
import { python } from "../server/moto-server.ts";
import { type MotoClient, NotAnswered } from "./moto-client.ts";
import type { Principals } from "./principals.ts";

const deployed = z.object({
  Configuration: z.object({
    FunctionName: z.string(),
    FunctionArn: z.string(),
    Handler: z.string(),
    Role: z.string(),
    Timeout: z.number(),
    MemorySize: z.number(),
    CodeSha256: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  }),
  Code: z.object({ Location: z.string() }),
});
type Deployed = z.infer<typeof deployed>;

export interface FunctionsOptions {
  readonly moto: MotoClient;
  readonly principals: Principals;
  /** Where the functions' SDK clients send their calls. */
  readonly endpoint: string;
  /** Bundles are unpacked below this folder. */
  readonly workDir: string;
  /** The bucket that holds the deployed bundles. */
  readonly bucketOf: (account: string, region: string) => string;
}

/** Runs what `cdk deploy` has put into moto's Lambda and S3: the bundle, handler, environment and role told by moto. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #host = new LambdaHost({ random: new SeededRandom(3) });
  readonly #keys = new Map<string, Promise<Readonly<Record<string, string>>>>();
  readonly #bundles = new Map<string, Promise<string>>();

  constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  /** Invokes a deployed function; undefined when there is none of that ARN. */
  async invoke(arn: string, payload: unknown): Promise<InvocationResult | undefined> {
    const found = await this.#find(arn);
    if (found === undefined) return undefined;
    const { Configuration, Code } = found;
    const fn: LambdaFunction = {
      name: Configuration.FunctionName,
      arn: Configuration.FunctionArn,
      directory: await this.#bundle(found, Code.Location),
      handler: Configuration.Handler,
      env: {
        ...Configuration.Environment.Variables,
        ...(await this.#credentials(Configuration.Role)),
        AWS_ENDPOINT_URL: this.#options.endpoint,
      },
      timeoutSeconds: Configuration.Timeout,
      memoryMb: Configuration.MemorySize,
    };
    return this.#host.invoke(fn, payload);
  }

  close(): Promise<void> {
    return this.#host.close();
  }

  async #find(arn: string): Promise<Deployed | undefined> {
    const [, , , region = "", account = "", , name] = arn.split(":");
    const path = `/2015-03-31/functions/${name}`;
    try {
      const answer = await this.#options.moto.ask({ account, region, service: "lambda", path });
      return deployed.parse(JSON.parse(answer.toString("utf8")));
    } catch (error) {
      if (error instanceof NotAnswered && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Every function acts as its own role, so that the journal tells who made a call. */
  #credentials(roleArn: string): Promise<Readonly<Record<string, string>>> {
    const kept = this.#keys.get(roleArn) ?? this.#assume(roleArn);
    this.#keys.set(roleArn, kept);
    return kept;
  }

  async #assume(RoleArn: string): Promise<Readonly<Record<string, string>>> {
    const query = new URLSearchParams({ Action: "AssumeRole", Version: "2011-06-15", RoleArn, RoleSessionName: "fn" });
    const account = RoleArn.split(":")[4] ?? "";
    const path = `/?${query}`;
    const answer = (
      await this.#options.moto.ask({ account, region: "us-east-1", service: "sts", method: "POST", path })
    ).toString("utf8");
    this.#options.principals.learn(RoleArn, answer);
    const read = (field: string) => new RegExp(`<${field}>([^<]+)</${field}>`).exec(answer)?.[1] ?? "";
    return {
      AWS_ACCESS_KEY_ID: read("AccessKeyId"),
      AWS_SECRET_ACCESS_KEY: read("SecretAccessKey"),
      AWS_SESSION_TOKEN: read("SessionToken"),
    };
  }

  #bundle({ Configuration }: Deployed, location: string): Promise<string> {
    const kept = this.#bundles.get(Configuration.CodeSha256) ?? this.#unpack(Configuration, location);
    this.#bundles.set(Configuration.CodeSha256, kept);
    return kept;
  }

  async #unpack({ FunctionArn, CodeSha256 }: Deployed["Configuration"], location: string): Promise<string> {
    const [, , , region = "", account = ""] = FunctionArn.split(":");
    const path = `/${this.#options.bucketOf(account, region)}${new URL(location).pathname}`;
    const zip = await this.#options.moto.ask({ account, region, service: "s3", path });
    const sha256 = createHash("sha256").update(zip).digest();
    if (sha256.toString("base64") !== CodeSha256) throw new Error(`${path} is not the code of ${FunctionArn}`);
    const folder = join(this.#options.workDir, sha256.toString("hex").slice(0, 16));
    if (existsSync(folder)) return folder;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}.zip`, zip);
    execFileSync(python, ["-m", "zipfile", "-e", `${folder}.zip`, folder]);
    return folder;
  }
}
