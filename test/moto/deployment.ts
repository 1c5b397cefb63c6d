import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { locate, type Place } from "../../core/connection/network-id.ts";
import { hub, places } from "../../lab/scenarios/accounts.ts";
import { type NetworkSketch, Tenant } from "../../lab/scenarios/tenant.ts";
import type { Resident } from "../support/deployed-world.ts";
import { Cdk } from "./cdk.ts";
import { python } from "./server/moto-server.ts";
import { MotoWorld } from "./world.ts";

const run = promisify(execFile);
const machines = [
  ...(["ReconcileNetwork", "SweepNetworks", "ConnectNetworks", "PeerNetworks"] as const),
  ...(["PreviewConnection", "CheckHealth"] as const),
];

const inventory = z.array(
  z.object({
    id: z.string(),
    type: z.string(),
    physicalId: z.string(),
    conditional: z.boolean(),
    exists: z.boolean(),
  }),
);
/** A resource of a template, and whether the service has it. */
export type Resource = z.infer<typeof inventory>[number];

export interface Execution {
  readonly arn: string;
  readonly machine: string;
  readonly name: string;
  readonly status: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** crosspeer in moto, put there by the stock CLI: the hub, and the members' stack in every other account and region. */
export class Deployment {
  readonly world: MotoWorld;
  readonly cdk: Cdk;
  readonly outputs: Readonly<Record<string, string>>;
  readonly sfn: SFNClient;

  private constructor(world: MotoWorld, cdk: Cdk) {
    this.world = world;
    this.cdk = cdk;
    this.outputs = cdk.outputs("crosspeer");
    const credentials = { accessKeyId: `LABK${hub.account}`, secretAccessKey: "any" };
    this.sfn = new SFNClient({ endpoint: world.endpoint, region: hub.region, credentials });
  }

  /** @param say is told of every step */
  static async deploy(say: (line: string) => void = () => undefined): Promise<Deployment> {
    const world = await MotoWorld.start();
    try {
      const cdk = new Cdk(world);
      for (const place of places) {
        say(`cdk bootstrap aws://${place.account}/${place.region}`);
        await cdk.bootstrap(place);
      }
      say(`cdk deploy crosspeer (${hub.account} ${hub.region})`);
      await cdk.deploy(hub, "crosspeer");
      const deployment = new Deployment(world, cdk);
      for (const place of Deployment.memberPlaces) {
        say(`cdk deploy crosspeer-member (${place.account} ${place.region})`);
        await deployment.deployMember(place);
      }
      return deployment;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  static readonly memberPlaces = places.filter((place) => place !== hub);

  deployMember(place: Place): Promise<string> {
    return this.cdk.deploy(place, "crosspeer-member", { HubAccount: hub.account, HubRegion: hub.region });
  }

  /**
   * The resources of a stack. What they are is asked once for each name of a time, so that it is known after the stack
   * is gone.
   */
  async resources({ account, region }: Place, stack: string, when = "deployed"): Promise<readonly Resource[]> {
    const kept = join(this.world.workDir, `${account}-${region}-${stack}-${when}.json`);
    return inventory.parse(await this.python("inventory.py", account, region, stack, kept));
  }

  /** Runs one of the scripts beside this file, which ask moto by boto3. */
  async python(script: string, ...args: readonly string[]): Promise<unknown> {
    const { stdout } = await run(python, [join(import.meta.dirname, script), this.world.endpoint, ...args]);
    return JSON.parse(stdout);
  }

  /** Builds a network with one cluster's security group; `name` is not tagged yet. */
  async network(name: string, place: Place, sketch: NetworkSketch): Promise<Resident> {
    const tenant = new Tenant(this.world.endpoint, place);
    const id = await tenant.buildNetwork(sketch);
    const Tags = [{ Key: "aws:eks:cluster-name", Value: name }];
    const { GroupId } = await tenant.ec2.send(
      new CreateSecurityGroupCommand({
        VpcId: locate(id).localId,
        GroupName: `eks-cluster-sg-${name}`,
        Description: "a cluster's nodes and pods",
        TagSpecifications: [{ ResourceType: "security-group", Tags }],
      }),
    );
    const IpPermissions = [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId }] }];
    await tenant.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    return { id, name, tenant, place, prefixes: sketch.prefixes };
  }

  /** Waits until the status tags of all networks match; moto's state machines take real seconds. */
  async untilStatus(networks: readonly Resident[], wanted: RegExp, seconds = 180): Promise<readonly string[]> {
    for (let left = seconds * 2; ; left--) {
      const told = await Promise.all(networks.map(({ tenant, id }) => tenant.tagOf(id, "crosspeer:status")));
      const texts = told.map((text) => text ?? "");
      if (texts.every((text) => wanted.test(text)) || left === 0) return texts;
      await delay(500);
    }
  }

  /** Starts a machine as a schedule or a person would, and waits for its end. */
  async run(machine: (typeof machines)[number], input: unknown): Promise<Execution> {
    const stateMachineArn = this.outputs[`${machine}MachineArn`];
    const started = await this.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    return this.ended(started.executionArn ?? "");
  }

  /** Waits until nothing runs any more. */
  async untilQuiet(): Promise<void> {
    for (const { arn, status } of await this.executions()) if (status === "RUNNING") await this.ended(arn);
    if ((await this.executions()).some(({ status }) => status === "RUNNING")) await this.untilQuiet();
  }

  /** Every execution of every machine, newest last. */
  async executions(): Promise<readonly Execution[]> {
    const all: Execution[] = [];
    for (const machine of machines) {
      const stateMachineArn = this.outputs[`${machine}MachineArn`];
      const { executions = [] } = await this.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      for (const { executionArn = "" } of executions.toReversed()) all.push(await this.#describe(executionArn));
    }
    return all;
  }

  async ended(arn: string): Promise<Execution> {
    for (;;) {
      const execution = await this.#describe(arn);
      if (execution.status !== "RUNNING") return execution;
      await delay(250);
    }
  }

  async #describe(executionArn: string): Promise<Execution> {
    const told = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return {
      arn: executionArn,
      machine: executionArn.split(":")[6] ?? "",
      name: told.name ?? "",
      status: told.status ?? "",
      input: JSON.parse(told.input ?? "null"),
      output: JSON.parse(told.output ?? "null"),
      ...(told.error === undefined ? {} : { error: told.error }),
      ...(told.cause === undefined ? {} : { cause: told.cause }),
    };
  }

  stop(): Promise<void> {
    return this.world.stop();
  }
}
