import { AwsError } from "../aws-error.ts";
import type { Ec2Action, Ec2Call } from "./action.ts";
import { describeAction } from "./describe.ts";
import { dependencyViolation, invalidValue } from "./errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION } from "./form.ts";
import { lookUp } from "./ids.ts";
import { renderPermissions } from "./permission-view.ts";
import type { Rule, RuleSpec, SecurityGroup, Tags } from "./resources.ts";
import { arnOf, type Ec2State, type Place } from "./state.ts";
import { readTagSpecification, tagSetIfAny } from "./tags.ts";
import { ipv6BlocksOf } from "./vpc-blocks.ts";
import type { XmlTree } from "./xml.ts";

const ALL_TRAFFIC = { protocol: "-1", from: -1, to: -1 } as const;

const NAME = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

export const securityGroupActions: Readonly<Record<string, Ec2Action>> = {
  CreateSecurityGroup: {
    parameters: [...DRY_RUN, ...TAG_SPECIFICATION, "GroupName", "GroupDescription", "VpcId"],
    run(call) {
      const { state, place, form } = call;
      const name = required(form, "GroupName");
      const description = required(form, "GroupDescription");
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const tags = readTagSpecification(form, "security-group");
      refuseName(place, vpc.id, name);
      if (!NAME.test(description)) throw invalidValue(`Invalid security group description '${description}'`);
      const group = createGroup(state, place, { name, description, vpcId: vpc.id, tags });
      allowAllOut(state, group);
      if (ipv6BlocksOf(vpc).length > 0) {
        addRule(state, group, { egress: true, ...ALL_TRAFFIC, peer: { kind: "ipv6", cidr: "::/0" } });
      }
      const securityGroupArn = arnOf(place, "security-group", group.id);
      return { groupId: group.id, tagSet: tagSetIfAny(tags), securityGroupArn, return: true };
    },
  },
  DescribeSecurityGroups: describeAction<SecurityGroup>({
    type: "security-group",
    ids: "GroupId",
    set: "securityGroupInfo",
    rows: ({ place }) => [...place.groups.values()],
    idOf: (group) => group.id,
    tagsOf: (group) => group.tags,
    render: renderGroup,
    filters: ({ place }) => ({
      "group-id": (group) => [group.id],
      "group-name": (group) => [group.name],
      "vpc-id": (group) => [group.vpcId],
      "owner-id": () => [place.account],
      description: (group) => [group.description],
      ...ruleFilters("ip-permission", false),
      ...ruleFilters("egress.ip-permission", true),
    }),
  }),
  DeleteSecurityGroup: {
    parameters: [...DRY_RUN, "GroupId"],
    run({ place, form }) {
      const group = lookUp(place.groups, "security-group", required(form, "GroupId"));
      if (group.name === "default") {
        throw new AwsError(
          "CannotDelete",
          `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
        );
      }
      const names = (rule: Rule) => rule.peer.kind === "group" && rule.peer.groupId === group.id;
      if ([...place.groups.values()].some((other) => other.id !== group.id && other.rules.some(names))) {
        throw dependencyViolation(`resource ${group.id} has a dependent object`);
      }
      place.groups.delete(group.id);
      return { return: true, groupId: group.id };
    },
  },
};

/** The group that every VPC has: its members reach one another, and everything outside. */
export function createDefaultGroup(state: Ec2State, place: Place, vpcId: string): void {
  const description = "default VPC security group";
  const group = createGroup(state, place, { name: "default", description, vpcId, tags: new Map() });
  allowFromItself(state, place, group);
  allowAllOut(state, group);
}

/** The group that EKS makes for the network interfaces of a cluster; its tags with `aws:` are out of users' reach. */
export function createClusterGroup(
  state: Ec2State,
  place: Place,
  cluster: { readonly name: string; readonly vpcId: string },
): SecurityGroup {
  const { name: clusterName, vpcId } = cluster;
  const name = `eks-cluster-sg-${clusterName}-${Number.parseInt(state.hex(8), 16)}`;
  const tags: Tags = new Map([
    ["aws:eks:cluster-name", clusterName],
    [`kubernetes.io/cluster/${clusterName}`, "owned"],
    ["Name", name],
  ]);
  const description =
    "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, " +
    "as well as any managed workloads.";
  const group = createGroup(state, place, { name, description, vpcId, tags });
  allowFromItself(state, place, group);
  allowAllOut(state, group);
  return group;
}

export function addRule(state: Ec2State, group: SecurityGroup, spec: RuleSpec, tags: Tags = new Map()): Rule {
  const rule = { ...spec, id: state.newResourceId("security-group-rule"), tags };
  group.rules.push(rule);
  return rule;
}

function createGroup(state: Ec2State, place: Place, group: Omit<SecurityGroup, "id" | "rules">): SecurityGroup {
  const created = { ...group, id: state.newResourceId("security-group"), rules: [] };
  place.groups.set(created.id, created);
  return created;
}

function allowFromItself(state: Ec2State, place: Place, group: SecurityGroup): void {
  const peer = { kind: "group", groupId: group.id, userId: place.account } as const;
  addRule(state, group, { egress: false, ...ALL_TRAFFIC, peer });
}

function allowAllOut(state: Ec2State, group: SecurityGroup): void {
  addRule(state, group, { egress: true, ...ALL_TRAFFIC, peer: { kind: "ipv4", cidr: "0.0.0.0/0" } });
}

function refuseName(place: Place, vpcId: string, name: string): void {
  if (name === "default") throw new AwsError("InvalidGroup.Reserved", "The security group name 'default' is reserved");
  if (!NAME.test(name) || name.startsWith("sg-")) throw invalidValue(`Invalid security group name '${name}'`);
  if ([...place.groups.values()].some((group) => group.vpcId === vpcId && group.name === name)) {
    throw new AwsError("InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpcId}'`);
  }
}

function ruleFilters(prefix: string, egress: boolean) {
  const ofRules = (read: (rule: Rule) => string | number | undefined) => (group: SecurityGroup) =>
    group.rules.filter((rule) => rule.egress === egress).map(read);
  return {
    [`${prefix}.protocol`]: ofRules((rule) => rule.protocol),
    [`${prefix}.from-port`]: ofRules((rule) => rule.from),
    [`${prefix}.to-port`]: ofRules((rule) => rule.to),
    [`${prefix}.cidr`]: ofRules(({ peer }) => (peer.kind === "ipv4" ? peer.cidr : undefined)),
    [`${prefix}.ipv6-cidr`]: ofRules(({ peer }) => (peer.kind === "ipv6" ? peer.cidr : undefined)),
    [`${prefix}.group-id`]: ofRules(({ peer }) => (peer.kind === "group" ? peer.groupId : undefined)),
    [`${prefix}.user-id`]: ofRules(({ peer }) => (peer.kind === "group" ? peer.userId : undefined)),
  };
}

function renderGroup(group: SecurityGroup, call: Ec2Call): XmlTree {
  return {
    ownerId: call.place.account,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ipPermissions: renderPermissions(
      call,
      group.rules.filter((rule) => !rule.egress),
    ),
    ipPermissionsEgress: renderPermissions(
      call,
      group.rules.filter((rule) => rule.egress),
    ),
    tagSet: tagSetIfAny(group.tags),
    securityGroupArn: arnOf(call.place, "security-group", group.id),
  };
}
