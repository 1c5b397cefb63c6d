import { randomUUID } from "node:crypto";
import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcPeeringConnectionsCommand,
} from "@aws-sdk/client-ec2";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { locate, type NetworkId, type Place } from "../../core/connection/network-id.ts";
import { hub } from "../../lab/scenarios/accounts.ts";
import { type DeployedLab, type DeployedLabOptions, startDeployedLab } from "../../lab/scenarios/deployed-lab.ts";
import { type ConnectionOutcome, connectionBetween, connectionsOf, isOwn } from "../../lab/scenarios/outcome.ts";
import { type NetworkSketch, Tenant } from "../../lab/scenarios/tenant.ts";
import type { JournalEntry } from "../../lab/world/journal.ts";
import { type Hub, openHub } from "../../runtime/hub.ts";

/** A network in the world, with its owner's client. */
export interface Resident {
  readonly id: NetworkId;
  readonly name: string;
  readonly tenant: Tenant;
  readonly place: Place;
  /** Its IPv4 prefixes. */
  readonly prefixes: readonly string[];
}

/** A lab with crosspeer deployed, and what a person needs to try it. */
export class DeployedWorld {
  readonly #deployed: DeployedLab;

  private constructor(deployed: DeployedLab) {
    this.#deployed = deployed;
  }

  static async start(options: DeployedLabOptions = {}): Promise<DeployedWorld> {
    // Enough for a function to race with itself; each process more takes half a second to start.
    return new DeployedWorld(await startDeployedLab({ instances: 2, ...options }));
  }

  get lab() {
    return this.#deployed.lab;
  }

  /** Builds a network with one cluster; `name` is not tagged yet. */
  async network(name: string, place: Place, sketch: NetworkSketch): Promise<Resident> {
    const tenant = new Tenant(this.lab.endpoint, place);
    const id = await tenant.buildNetwork(sketch);
    this.lab.ec2.createEksCluster({ ...place, vpcId: locate(id).localId, name });
    return { id, name, tenant, place, prefixes: sketch.prefixes };
  }

  settle(): Promise<void> {
    return this.lab.settle();
  }

  /** Starts a machine of the stack as a person would; by the output that names it. */
  async startMachine(output: `${string}MachineArn`, input: unknown): Promise<string> {
    const name = await this.beginMachine(output, input);
    await this.settle();
    return name;
  }

  /** The same, and lets no time pass. */
  async beginMachine(output: `${string}MachineArn`, input: unknown): Promise<string> {
    const client = new SFNClient(this.#asOwner());
    const stateMachineArn = this.#deployed.outputs[output];
    const name = randomUUID();
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return name;
  }

  sweep(): Promise<string> {
    return this.startMachine("SweepNetworksMachineArn", { sweep: true });
  }

  /** The hub as its owner's command line reaches it. */
  hub(): Promise<Hub> {
    return openHub(this.#asOwner());
  }

  /** Writes the hub's policy; whoever writes nothing that can be read writes that. */
  async setPolicy(policy: unknown): Promise<void> {
    const Value = typeof policy === "string" ? policy : JSON.stringify(policy);
    const command = new PutParameterCommand({ Name: "/crosspeer/policy", Type: "String", Overwrite: true, Value });
    await new SSMClient(this.#asOwner()).send(command);
  }

  #asOwner() {
    const credentials = { accessKeyId: `LABK${hub.account}`, secretAccessKey: "any" };
    return { endpoint: this.lab.endpoint, region: hub.region, credentials };
  }

  execution(name: string) {
    return this.lab.executions().find((execution) => execution.name === name);
  }

  /** A marker to count calls from. */
  mark(): number {
    return this.lab.journal.entries.length;
  }

  /** What crosspeer wrote since a marker, whichever service. */
  writesSince(mark: number): readonly JournalEntry[] {
    return this.lab.journal.entries.slice(mark).filter((entry) => isOwn(entry) && entry.write);
  }

  /** What crosspeer changed in EC2 since a marker, status tags aside. */
  changesSince(mark: number): readonly string[] {
    return this.writesSince(mark)
      .filter(({ service, action }) => service === "ec2" && action !== "CreateTags" && action !== "DeleteTags")
      .map(({ action }) => action);
  }

  connection(one: Pick<Resident, "id">, other: Pick<Resident, "id">): ConnectionOutcome | undefined {
    return connectionBetween(connectionsOf(this.lab), one.id, other.id);
  }

  /** What was announced of a network's own tags, newest last. */
  refusals(network: Resident): readonly unknown[] {
    return this.lab
      .events()
      .filter(({ event }) => event["detail-type"] === "Intent Refused" && event.detail["network"] === network.id)
      .flatMap(({ event }) => event.detail["problems"]);
  }

  status({ tenant, id }: Resident): Promise<string | undefined> {
    return tenant.tagOf(id, "crosspeer:status");
  }

  close(): Promise<void> {
    return this.lab.close();
  }
}

/** The peerings that touch a network, ended ones too, as EC2 tells its owner. */
export async function peeringsOf({ id, tenant }: Resident) {
  const { VpcPeeringConnections = [] } = await tenant.ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
  const { localId } = locate(id);
  return VpcPeeringConnections.filter(
    ({ RequesterVpcInfo, AccepterVpcInfo }) =>
      RequesterVpcInfo?.VpcId === localId || AccepterVpcInfo?.VpcId === localId,
  );
}

/** A network's routes to peerings: `<destination> <state>`, sorted, one for each table. */
export async function routesOf({ id, tenant }: Resident): Promise<readonly string[]> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables = [] } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return RouteTables.flatMap(({ Routes = [] }) => Routes)
    .filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId !== undefined)
    .map((route) => `${route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock} ${route.State}`)
    .sort();
}

/** The inbound rules of a connection in a place: `<protocol> <from>-<to> <source>`, sorted. */
export async function rulesOf({ tenant }: Resident, connection: string): Promise<readonly string[]> {
  const Filters = [{ Name: "tag:crosspeer:connection", Values: [connection] }];
  const { SecurityGroupRules = [] } = await tenant.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return SecurityGroupRules.map(
    ({ IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6 }) =>
      `${IpProtocol} ${FromPort}-${ToPort} ${CidrIpv4 ?? CidrIpv6}`,
  ).sort();
}
