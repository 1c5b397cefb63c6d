import { type AwsCloud, startAws } from "./clouds/aws/aws-cloud.ts";
import type { Ec2Options, Ec2Service } from "./clouds/aws/ec2/ec2-service.ts";
import type { DeliveryRecord } from "./clouds/aws/events/delivery.ts";
import type { ArchivedEvent } from "./clouds/aws/events/event-bridge.ts";
import type { Roles } from "./clouds/aws/iam/roles.ts";
import type { LogLine } from "./clouds/aws/logs/logs.ts";
import type { StartedExecution } from "./clouds/aws/states/state-machines.ts";
import type { WebIdentity } from "./clouds/aws/sts/web-identity.ts";
import type { EventDelivery } from "./clouds/aws/tag-event-source.ts";
import type { AzureCloud } from "./clouds/azure/azure-cloud.ts";
import type { GcpCloud } from "./clouds/gcp/gcp-cloud.ts";
import { type Deployment, type DeployRequest, deployStack, type Exports } from "./deploy/deploy-stack.ts";
import { type AzureOptions, type GoogleOptions, type OtherClouds, startOtherClouds } from "./other-clouds.ts";
import { VirtualClock } from "./world/clock.ts";
import { Fabric } from "./world/fabric.ts";
import { Faults } from "./world/faults.ts";
import { Journal } from "./world/journal.ts";
import { SeededRandom } from "./world/random.ts";

export interface LabOptions {
  /** Twelve digits each. The access key id of an account's root user is `LABK<account>`, with any secret. */
  readonly accounts: readonly string[];
  /** Where the virtual clock starts, in epoch milliseconds; default 2026-01-01. */
  readonly start?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default: a free one. */
  readonly port?: number;
  /** Request throttling of EC2; default as AWS has it. */
  readonly throttling?: Ec2Options["throttling"];
  readonly limits?: Ec2Options["limits"];
  /** How many processes a function may have at once; further invocations wait. Default: no limit. */
  readonly instances?: number | undefined;
  /** Default: no Google Cloud. */
  readonly gcp?: GoogleOptions;
  /** Default: no Azure. Needs the `openssl` program. */
  readonly azure?: AzureOptions;
  /** Told of calls that the lab does not know; default: standard error. */
  readonly warn?: (message: string) => void;
}

/** An execution of a state machine, as reports show it. */
export interface ExecutionReport {
  readonly arn: string;
  readonly name: string;
  readonly stateMachine: string;
  readonly status: string;
  readonly transitions: number;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** Epoch milliseconds of the virtual clock. */
  readonly startedAt: number;
  readonly stoppedAt?: number;
}

const DEFAULT_START = Date.UTC(2026, 0, 1);
const TICK_MS = 50;

/** Starts a lab: the clouds on loopback, on one clock and with one journal, empty but for their accounts. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { accounts, seed = 1, port = 0, throttling, limits, instances, gcp, azure } = options;
  const clock = new VirtualClock(options.start ?? DEFAULT_START);
  const world = {
    clock,
    fabric: new Fabric(() => clock.now()),
    journal: new Journal(),
    faults: new Faults(new SeededRandom(seed)),
    seed,
    warn: options.warn ?? ((message: string) => void process.stderr.write(`${message}\n`)),
  };
  const aws = await startAws({
    ...{ ...world, accounts, port, instances },
    ec2: { ...(throttling === undefined ? {} : { throttling }), ...(limits === undefined ? {} : { limits }) },
  });
  const others = await startOtherClouds(world, aws.credentials, { gcp, azure });
  return new Lab({ ...world, aws, others });
}

interface Parts {
  readonly clock: VirtualClock;
  readonly fabric: Fabric;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly aws: AwsCloud;
  readonly others: OtherClouds;
}

export class Lab {
  readonly clock: VirtualClock;
  /** The wires between the clouds. */
  readonly fabric: Fabric;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly #aws: AwsCloud;
  readonly #others: OtherClouds;
  readonly #exports: Exports = new Map();
  #stopPlaying = () => {};

  constructor({ clock, fabric, journal, faults, aws, others }: Parts) {
    this.clock = clock;
    this.fabric = fabric;
    this.journal = journal;
    this.faults = faults;
    this.#aws = aws;
    this.#others = others;
  }

  /** `http://127.0.0.1:<port>`, for all services of AWS. */
  get endpoint(): string {
    return this.#aws.endpoint;
  }

  get ec2(): Ec2Service {
    return this.#aws.ec2;
  }

  get roles(): Roles {
    return this.#aws.roles;
  }

  /** The tokens by which other clouds know the principals of AWS. */
  get webIdentity(): WebIdentity {
    return this.#aws.webIdentity;
  }

  get gcp(): GcpCloud {
    if (this.#others.gcp === undefined) throw new Error("the lab was started without Google Cloud");
    return this.#others.gcp;
  }

  get azure(): AzureCloud {
    if (this.#others.azure === undefined) throw new Error("the lab was started without Azure");
    return this.#others.azure;
  }

  /** How events of the cloud's own services fare on their way; best effort is all that they get. */
  set eventDelivery(delivery: EventDelivery) {
    this.#aws.tagEvents.delivery = delivery;
  }

  /** Deploys a stack of a synthesized CDK application, as its template says. */
  deploy(request: DeployRequest): Promise<Deployment> {
    return this.clock.during(
      deployStack({ ...this.#aws, otherClouds: this.#others.variables }, this.#exports, request),
    );
  }

  /** Lets virtual time pass until every event is delivered and every execution is done or waits for someone's answer. */
  settle(): Promise<void> {
    return this.clock.settle();
  }

  /** Lets virtual time pass by itself, `speed` times as fast as real time, until the lab is closed. */
  play({ speed }: { readonly speed: number }): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      void this.clock.advance(TICK_MS * speed).finally(() => {
        busy = false;
      });
    }, TICK_MS);
    this.#stopPlaying();
    this.#stopPlaying = () => clearInterval(timer);
  }

  /** In the order of their start. */
  executions(): ExecutionReport[] {
    return this.#aws.machines.executions().map(report);
  }

  /** Every event that a bus took in, with the rules that it matched. */
  events(): readonly ArchivedEvent[] {
    return this.#aws.bridge.archive;
  }

  /** What became of each event that matched a rule. */
  deliveries(): readonly DeliveryRecord[] {
    return this.#aws.bridge.deliveries;
  }

  /** Plays packets that a VPC rejected: its flow logs, when it has some that want them, write them down. */
  reject(network: { readonly account: string; readonly region: string; readonly vpcId: string }, flow: Flow): void {
    const { account, region, vpcId } = network;
    const { source, destination, port, protocol = 6, packets = 1 } = flow;
    const now = Math.floor(this.clock.now() / 1000);
    const hosts = `${source} ${destination} 49152 ${port} ${protocol}`;
    const message = `2 ${account} eni-0123456789abcdef0 ${hosts} ${packets} ${packets * 60} ${now} ${now} REJECT OK`;
    for (const log of this.#aws.ec2.flowLogs({ account, region })) {
      if (log.vpcId !== vpcId || log.trafficType === "ACCEPT") continue;
      this.#aws.logs.write({ account, region }, { group: log.logGroupName, timestamp: this.clock.now(), message });
    }
  }

  functionLogs(): LogLine[] {
    return this.#aws.logs.lines();
  }

  async close(): Promise<void> {
    this.#stopPlaying();
    await this.#aws.close();
    await this.#others.close();
  }
}

interface Flow {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  /** By IANA's number; TCP's unless given. */
  readonly protocol?: number;
  readonly packets?: number;
}

function report({ arn, name, stateMachine, input, run }: StartedExecution): ExecutionReport {
  const { outcome } = run;
  const { status: _status, ...result } = outcome ?? { status: "RUNNING" };
  return {
    ...{ arn, name, stateMachine: stateMachine.name, status: run.status, transitions: run.transitions },
    ...{ input: JSON.parse(input), startedAt: run.startDate },
    ...result,
    ...(run.stopDate === undefined ? {} : { stoppedAt: run.stopDate }),
  };
}
