import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateTagsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { makePeering, makeSubnet, makeTable, makeVpc } from "./builders.ts";
import { startEc2 } from "./ec2-lab.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Types by path: `Vpcs[].Tags[].Key` is a string. */
type Fields = Map<string, string>;

interface Structure {
  readonly path: string;
  readonly fields: Fields;
}

const FOLDER =
  process.env["CROSSPEER_RECORDINGS"] ?? resolve(import.meta.dirname, "../../../../../../shared/recordings");
const present = existsSync(join(FOLDER, "aws"));

const ours = await describeAll();
const compared = present ? Object.keys(ours) : [];

describe("the lab's answers beside recorded ones of AWS", () => {
  it(
    present ? "given recordings, then they are compared" : `given NO recordings in ${FOLDER}, then NOTHING is compared`,
    () => {
      expect(compared).toHaveLength(present ? 6 : 0);
    },
  );

  for (const operation of compared) {
    it(`given ${operation}, then a field that every recorded row has, every row of ours has too`, () => {
      const recorded = recordedAnswers(operation).flatMap((answer) => structuresOf(answer));
      expect(recorded).not.toEqual([]);
      const own = commonFields(structuresOf(ours[operation] ?? {}));
      expect([...commonFields(recorded)].filter(([path, type]) => own.get(path) !== type)).toEqual([]);
    });

    it(`given ${operation}, then a field that some recorded row has is of the same type in ours`, () => {
      const recorded = allFields(recordedAnswers(operation).flatMap((answer) => structuresOf(answer)));
      const own = allFields(structuresOf(ours[operation] ?? {}));
      const shared = [...recorded].filter(([path]) => own.has(path));
      expect(shared).not.toEqual([]);
      expect(shared.filter(([path, type]) => own.get(path) !== type)).toEqual([]);
    });
  }
});

function recordedAnswers(operation: string): Json[] {
  const folder = join(FOLDER, "aws", "cloud-custodian");
  const files = readdirSync(folder).filter((name) => name.includes(`ec2.${operation}_`));
  return files.flatMap((name) => {
    const { exchanges } = JSON.parse(readFileSync(join(folder, name), "utf8"));
    return exchanges.filter(isGood).map(({ responseBody }: { responseBody: Json }) => withoutMetadata(responseBody));
  });
}

function isGood(exchange: { status: number; form: string }): boolean {
  return exchange.status === 200 && exchange.form === "boto3-json";
}

function withoutMetadata(answer: Json): Json {
  return JSON.parse(JSON.stringify(answer), (key, value) => (key === "ResponseMetadata" ? undefined : value));
}

/** The fields that every structure at their place has. */
function commonFields(structures: readonly Structure[]): Fields {
  const byPath = Map.groupBy(structures, ({ path }) => path);
  return new Map(
    [...byPath.values()].flatMap((alike) => {
      const fields = [...allFields(alike)];
      return fields.filter(([path]) => alike.every((structure) => structure.fields.has(path)));
    }),
  );
}

function allFields(structures: readonly Structure[]): Fields {
  return new Map(structures.flatMap(({ fields }) => [...fields]));
}

function structuresOf(value: Json, path = ""): Structure[] {
  if (isList(value)) return value.flatMap((item) => structuresOf(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [];
  const children = Object.entries(value).map(([key, child]) => ({ at: path === "" ? key : `${path}.${key}`, child }));
  const fields = new Map(children.map(({ at, child }) => [at, isList(child) ? "array" : typeof child]));
  return [{ path, fields }, ...children.flatMap(({ at, child }) => structuresOf(child, at))];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A network with one of everything, described by every action that there are recordings of. */
async function describeAll(): Promise<Readonly<Record<string, Json>>> {
  const lab = await startEc2();
  const hub = lab.client();
  const a = await makeVpc(hub, "10.0.0.0/16", true);
  const b = await makeVpc(hub, "10.1.0.0/16");
  const subnet = await makeSubnet(hub, a, "10.0.0.0/24");
  const table = await makeTable(hub, a);
  const pcx = await makePeering(lab, hub, a, b);
  await hub.send(
    new CreateRouteCommand({ RouteTableId: table, DestinationCidrBlock: "10.1.0.0/16", VpcPeeringConnectionId: pcx }),
  );
  const { SecurityGroups = [] } = await hub.send(new DescribeSecurityGroupsCommand({}));
  const groups = SecurityGroups.flatMap((group) => group.GroupId ?? []);
  await hub.send(
    new CreateTagsCommand({ Resources: [a, subnet, table, pcx, ...groups], Tags: [{ Key: "Name", Value: "x" }] }),
  );
  const [GroupId] = groups;
  const IpPermissions = [
    {
      ...{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId }] },
      ...{
        IpRanges: [{ CidrIp: "10.1.0.0/16", Description: "x" }],
        PrefixListIds: [{ PrefixListId: "pl-0123456789abcdef0" }],
      },
    },
  ];
  await hub.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await hub.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
  const answers = {
    DescribeVpcs: await hub.send(new DescribeVpcsCommand({})),
    DescribeSubnets: await hub.send(new DescribeSubnetsCommand({})),
    DescribeRouteTables: await hub.send(new DescribeRouteTablesCommand({})),
    DescribeSecurityGroups: await hub.send(new DescribeSecurityGroupsCommand({})),
    DescribeVpcPeeringConnections: await hub.send(new DescribeVpcPeeringConnectionsCommand({})),
    DescribeTags: await hub.send(new DescribeTagsCommand({})),
  };
  await lab.stop();
  return JSON.parse(JSON.stringify(answers));
}
