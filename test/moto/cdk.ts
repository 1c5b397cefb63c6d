import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import type { Place } from "../../core/connection/network-id.ts";
import { hub, places } from "../../lab/scenarios/accounts.ts";
import { type MotoWorld, qualifier } from "./world.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const outputs = z.record(z.string(), z.string());

/** The stock command line of the CDK, as a user of one account and region runs it. */
export class Cdk {
  readonly #world: MotoWorld;

  /** @param context what a user adds to cdk.json */
  constructor(world: MotoWorld, context: Readonly<Record<string, unknown>> = {}) {
    this.#world = world;
    this.configure(context);
  }

  /** Writes the cdk.json that all further commands read. */
  configure(context: Readonly<Record<string, unknown>>): void {
    const own = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8"));
    const members = places.filter(({ account }) => account !== hub.account);
    const config = {
      ...own,
      app: `"${process.execPath}" "${join(root, "bin/crosspeer.ts")}"`,
      context: {
        ...own.context,
        "@aws-cdk/core:bootstrapQualifier": qualifier,
        members: [...Map.groupBy(members, ({ account }) => account)].map(([account, those]) => ({
          account,
          regions: those.map(({ region }) => region),
        })),
        hubRegions: places.filter(({ account }) => account === hub.account).map(({ region }) => region),
        externalId: "moto-external-id-0001",
        // Time is real there.
        graceSeconds: 5,
        ...context,
      },
    };
    writeFileSync(join(this.#world.workDir, "cdk.json"), JSON.stringify(config));
  }

  bootstrap(place: Place): Promise<string> {
    const target = `aws://${place.account}/${place.region}`;
    return this.#cdk(place, ["bootstrap", target, "--qualifier", qualifier]);
  }

  /** Deploys a stack. By change set, the CLI's default, moto loses the stack's outputs. */
  deploy(place: Place, stack: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const given = Object.entries(parameters).flatMap(([name, value]) => ["--parameters", `${name}=${value}`]);
    const options = ["--method=direct", "--require-approval=never", "--outputs-file", this.#outputsFile];
    return this.#cdk(place, ["deploy", stack, ...options, ...given]);
  }

  /** The outputs of the stack that was deployed last. */
  outputs(stack: string): Readonly<Record<string, string>> {
    return z.record(z.string(), outputs).parse(JSON.parse(readFileSync(this.#outputsFile, "utf8")))[stack] ?? {};
  }

  destroy(place: Place, stack: string): Promise<string> {
    return this.#cdk(place, ["destroy", stack, "--force"]);
  }

  get #outputsFile(): string {
    return join(this.#world.workDir, "outputs.json");
  }

  /** @returns what it says, on both streams */
  async #cdk({ account, region }: Place, args: readonly string[]): Promise<string> {
    const cli = join(root, "node_modules/aws-cdk/bin/cdk");
    const { stdout, stderr } = await run(process.execPath, [cli, ...args, "--no-color", "--no-notices"], {
      cwd: this.#world.workDir,
      env: {
        PATH: process.env["PATH"],
        HOME: this.#world.workDir,
        AWS_ENDPOINT_URL: this.#world.endpoint,
        AWS_ACCESS_KEY_ID: `LABK${account}`,
        AWS_SECRET_ACCESS_KEY: "any",
        AWS_REGION: region,
        AWS_EC2_METADATA_DISABLED: "true",
        CDK_DISABLE_CLI_TELEMETRY: "true",
        NO_PROXY: "*",
      },
      maxBuffer: 64 << 20,
    });
    return stdout + stderr;
  }
}
