import { listIn } from "../gateway/call.ts";
import type { GatewayEntry } from "../gateway/gateway.ts";
import type { Need } from "./policy.ts";

/**
 * What must be allowed for a call of the journal: actions, resources and condition keys by the Service Authorization
 * Reference.
 *
 * @throws Error of a call that is not known here
 */
export function needsOf(entry: GatewayEntry): readonly Need[] {
  const { service, action } = entry;
  if (service === "ec2") return ec2Needs(entry);
  const resource = resources[service]?.(entry);
  if (resource === undefined) throw new Error(`not known what ${service}:${action} needs`);
  return [{ action: `${service}:${action}`, resource, context: {} }];
}

type ResourceOf = (entry: GatewayEntry) => string | undefined;

const resources: Readonly<Record<string, ResourceOf>> = {
  dynamodb: ({ region, account, params }) => `arn:aws:dynamodb:${region}:${account}:table/${text(params["TableName"])}`,
  events: ({ region, account, params }) => `arn:aws:events:${region}:${account}:event-bus/${busOf(params["Entries"])}`,
  ssm: ({ region, account, params }) => `arn:aws:ssm:${region}:${account}:parameter${text(params["Name"])}`,
  states: ({ params }) => text(params["stateMachineArn"]),
  sts: ({ params }) => text(params["RoleArn"]),
};

const keptByDescribe = /^Describe/;
/** The fields of a request that name the objects it writes to; `*`: an object that the call itself makes. */
const written: Readonly<Record<string, readonly (readonly [kind: string, field: string])[]>> = {
  CreateVpcPeeringConnection: [
    ["vpc", "VpcId"],
    ["vpc-peering-connection", "*"],
  ],
  AcceptVpcPeeringConnection: [["vpc-peering-connection", "VpcPeeringConnectionId"]],
  ModifyVpcPeeringConnectionOptions: [["vpc-peering-connection", "VpcPeeringConnectionId"]],
  DeleteVpcPeeringConnection: [["vpc-peering-connection", "VpcPeeringConnectionId"]],
  CreateRoute: [["route-table", "RouteTableId"]],
  ReplaceRoute: [["route-table", "RouteTableId"]],
  DeleteRoute: [["route-table", "RouteTableId"]],
  AuthorizeSecurityGroupIngress: [["security-group", "GroupId"]],
  RevokeSecurityGroupIngress: [["security-group", "GroupId"]],
};
const kinds: Readonly<Record<string, string>> = {
  vpc: "vpc",
  pcx: "vpc-peering-connection",
  sgr: "security-group-rule",
};

function ec2Needs(entry: GatewayEntry): readonly Need[] {
  const { action, params, region, account } = entry;
  const arn = (kind: string, id: string) => `arn:aws:ec2:${region}:${account}:${kind}/${id}`;
  const name = `ec2:${action}`;
  if (keptByDescribe.test(action)) return [{ action: name, resource: "*", context: {} }];
  if (action === "CreateTags" || action === "DeleteTags") {
    const context = { "aws:TagKeys": listIn(params, "Tag", "Key") };
    return listIn(params, "ResourceId").map((id) => ({
      action: name,
      resource: arn(kinds[id.slice(0, id.lastIndexOf("-"))] ?? "", id),
      context,
    }));
  }
  const objects = written[action];
  if (objects === undefined) throw new Error(`not known what ${name} needs`);
  const own = objects.map(([kind, field]) => ({
    action: name,
    resource: arn(kind, field === "*" ? "new" : text(params[field])),
    context: {},
  }));
  return [...own, ...taggedOnCreate(entry, arn)];
}

/** Tags within the call that makes an object are a CreateTags of their own. */
function taggedOnCreate({ action, params }: GatewayEntry, arn: (kind: string, id: string) => string): readonly Need[] {
  const kind = params["TagSpecification.1.ResourceType"];
  if (typeof kind !== "string") return [];
  const context = { "ec2:CreateAction": [action], "aws:TagKeys": listIn(params, "TagSpecification.1.Tag", "Key") };
  return [{ action: "ec2:CreateTags", resource: arn(kind, "new"), context }];
}

function busOf(entries: unknown): string {
  const [first] = Array.isArray(entries) ? entries : [];
  return text(first?.EventBusName);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`expected text, given ${JSON.stringify(value)}`);
  return value;
}
