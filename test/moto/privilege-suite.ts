import { hub, places } from "../../lab/scenarios/accounts.ts";
import type { Deployment } from "./deployment.ts";
import { machineNeeds, ruleNeeds } from "./privilege/integrations.ts";
import {
  type Role,
  type RoleNeed,
  readRoles,
  refused,
  refusedAssumptions,
  roleNeeds,
  stepOf,
  unused,
} from "./privilege/replay.ts";

/** Who uses what the flow on moto did not: `<role> <action>`, and where it is used. */
const usedElsewhere: readonly (readonly [allowed: RegExp, by: string])[] = [
  [/^\w+ (logs:(CreateLogStream|PutLogEvents)|xray:\w+)$/, "Lambda and Step Functions themselves, for logs and traces"],
  [/^\w+(Networks?|Rounds|Health|Connection) logs:\w+$/, "Step Functions itself, to set up the delivery of its logs"],
  [/^ConnectNetworks events:\w+$/, "Step Functions itself: its managed rule hears that a nested execution ends"],
  [
    /^(RoutePeering (ec2:(ReplaceRoute|DeleteRoute)|dynamodb:DeleteItem)|crosspeer-member ec2:(ReplaceRoute|DeleteRoute))$/,
    "test/contract/routes-contract.ts: routes of ours that are dead or not wanted",
  ],
  [/^RoutePeering ec2:DescribeRouteTables$/, "test/contract/routes-contract.ts: a route is in the way"],
  [
    /^((Start|Read)Round (dynamodb|states):\w+|(Request|Accept)Peering dynamodb:DeleteItem|(AcceptPeering|StartConnections) dynamodb:PutItem)$/,
    "test/e2e/mesh.test.ts: networks of clouds that take one writer at a time",
  ],
  [
    /^RoutePeering ec2:DescribeVpcPeeringConnections$/,
    "test/contract/peerings-contract.ts: a peering that runs in the other direction",
  ],
  [
    /^(AllocateTunnels|BuildGateway|BuildTunnels|PropagateRoutes|ReadTunnels|RemoveTunnels|ReleaseTunnels|RemoveGateway|BuildVpn) /,
    "test/e2e/vpn*.test.ts: VPNs, which need another cloud",
  ],
  [/^(PlanRotation|RenewKey|RotateKey|VerifyKey|RotateKeys) /, "test/e2e/vpn-rotation.test.ts: keys of VPNs"],
  [
    /^(ReadIntent|PlanConnection|VerifyConnection|crosspeer-member) ec2:\w*(Vpn|CustomerGateway|TransitGateway|VgwRoute)\w*$/,
    "test/e2e/vpn*.test.ts: VPNs, which need another cloud",
  ],
  [
    /^(RequestApproval \w|ReadIntent states:|PlanConnection dynamodb:DeleteItem)/,
    "test/e2e/policy.test.ts: plans that a person has to approve",
  ],
  [
    /^CheckHealth (ec2:\w+Tags|dynamodb:(GetItem|PutItem|UpdateItem|DeleteItem)|events:|sts:|lambda:)/,
    "test/e2e/health.test.ts: what has changed, in whatever account",
  ],
  [
    /^(CheckHealth|PreviewConnection) ec2:\w*(Vpn|CustomerGateway|TransitGateway)\w*$/,
    "test/e2e/vpn-drift.test.ts: VPNs",
  ],
  [
    /^(KeepFlowLogs|QueryFlows|ReadFlows|CheckFlowLogs|crosspeer-flow-logs) |^crosspeer-member (logs:|iam:|ec2:\w*FlowLogs)/,
    "test/e2e/flow-logs.test.ts: flow logs, which nobody asks for here",
  ],
  [/^ReadPlace dynamodb:PutItem$/, "test/e2e/three-clouds.test.ts: networks whose tags no event tells of"],
  [/^PreviewConnection sts:AssumeRole$/, "test/cli: networks of another account"],
  [/^ReadIntent dynamodb:GetItem$/, "test/e2e/vpn*.test.ts: the tunnels that were planned"],
  [
    /^((CloseFirewall|RemoveRoutes|RemovePeering) sts:AssumeRole|crosspeer-member ec2:DeleteVpcPeeringConnection)$/,
    "test/e2e/removal.test.ts: connections of two accounts",
  ],
  [/^PlanConnection events:PutEvents$/, "test/e2e/withdrawal.test.ts: consent that goes while a connection is made"],
  [
    /^RemovePeering dynamodb:(PutItem|GetItem)$/,
    "test/e2e/mesh-removal.test.ts: clouds that take one writer at a time",
  ],
  [/^OpenFirewall ec2:DescribeSecurityGroupRules$/, "test/contract/firewalls-contract.ts: a rule is there already"],
  [
    /^crosspeer-member ec2:RevokeSecurityGroupIngress$/,
    "test/contract/firewalls-contract.ts: a member's rules to close",
  ],
  [
    /^(PlanConnection|PreviewConnection|CheckHealth|ReadIntent|CloseFirewall|crosspeer-member) ec2:DescribeVpcAttribute$/,
    "test/contract/peerings-contract.ts: a side without host names",
  ],
  [
    /^(Record\w+|crosspeer-member) ec2:DeleteTags$/,
    "test/contract/networks-contract.ts: a status that is cleared with the intent",
  ],
  [
    /^(Record(Connection|Failure) dynamodb:DeleteItem|StartConnections dynamodb:UpdateItem)$/,
    "reconcile/: a network that lost its tags meanwhile; an execution of that name that has ended before",
  ],
];

/** Steps and machines that AWS alone has no use for, and the step that calls nobody. */
const idle = new Set([
  "ListPlaces",
  ...["StartRound", "ReadRound"],
  ...["AllocateTunnels", "BuildGateway", "BuildTunnels", "PropagateRoutes", "ReadTunnels", "BuildVpn"],
  ...["RemoveTunnels", "ReleaseTunnels", "RemoveGateway"],
  ...["RequestApproval", "KeepFlowLogs", "QueryFlows", "ReadFlows", "CheckFlowLogs", "crosspeer-flow-logs"],
  ...["PlanRotation", "RenewKey", "RotateKey", "VerifyKey", "RotateKeys"],
]);

/** Replays the journal of all that came before against the policies that were deployed. */
export function describePrivilege(deploymentOf: () => Deployment): void {
  describe("least privilege", () => {
    let roles: ReadonlyMap<string, Role>;
    let needs: readonly RoleNeed[];

    beforeAll(async () => {
      const { world, sfn, outputs } = deploymentOf();
      const accounts = [...new Set(places.map(({ account }) => account))];
      roles = readRoles(await Promise.all(accounts.map((account) => deploymentOf().python("policies.py", account))));
      const machines = Object.entries(outputs).flatMap(([name, value]) => (name.endsWith("MachineArn") ? [value] : []));
      const rules = places.map((place) =>
        ruleNeeds(world.endpoint, place, place === hub ? ["default", "crosspeer"] : ["default"]),
      );
      needs = [
        ...roleNeeds(world.gateway.journal, roles),
        ...(await machineNeeds(sfn, machines)),
        ...(await Promise.all(rules)).flat(),
      ];
    });

    it("given every call of the flow, then the role that made it was allowed to", () => {
      const steps = new Set(needs.map(({ role }) => stepOf(role)));
      expect([...roles.keys()].map(stepOf).filter((step) => !steps.has(step) && !idle.has(step))).toEqual([]);
      expect(
        refused(needs, roles).map(({ role, action, resource }) => `${stepOf(role)} ${action} ${resource}`),
      ).toEqual([]);
    });

    it("given one action less for any role, then a call of the flow is refused", () => {
      for (const [arn, role] of roles) {
        const used = new Set(needs.filter((need) => need.role === arn).map(({ action }) => action));
        for (const action of used) {
          const less = role.statements.map((s) => ({ ...s, Action: s.Action.filter((name) => name !== action) }));
          expect(refused(needs, new Map([...roles, [arn, { ...role, statements: less }]]))).not.toEqual([]);
        }
      }
    });

    it("given every role that was taken on, then its trust policy let the caller in", () => {
      expect(refusedAssumptions(deploymentOf().world.gateway.journal, roles)).toEqual([]);
    });

    it("given every action that a role allows, then the flow used it, or the list says who does", () => {
      const rest = unused(needs, roles);
      expect(rest.filter((allowed) => !usedElsewhere.some(([known]) => known.test(allowed)))).toEqual([]);
      const stale = usedElsewhere.filter(([known]) => !rest.some((allowed) => known.test(allowed)));
      expect(stale.map(([, by]) => by)).toEqual([]);
    });
  });
}
