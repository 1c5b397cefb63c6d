import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  RejectVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { Couples, here } from "../support/couples.ts";
import { DeployedWorld, peeringsOf, type Resident } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());

describe("what is in the way", () => {
  it("given a peering that somebody else made, then it is named and left alone", async () => {
    const pair = await couples.build({ place: here });
    const [requester, accepter] = [pair.one, pair.two];
    const { VpcPeeringConnection } = await requester.tenant.ec2.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: locate(requester.id).localId,
        PeerVpcId: locate(accepter.id).localId,
      }),
    );
    const foreign = VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
    const mark = world.mark();

    await couples.tag(pair);

    expect(await couples.refused(pair.one, mark)).toContain(`peering-conflict: ${foreign}`);
  });

  it("given somebody else's route for the peer's prefix, then table, prefix and target are named", async () => {
    const pair = await couples.build();
    const { table, gateway } = await routeToGateway(pair.one, pair.two.prefixes[0] ?? "");
    const mark = world.mark();

    await couples.tag(pair);

    const status = await couples.refused(pair.one, mark);
    for (const part of ["route-conflict", table, pair.two.prefixes[0], gateway]) expect(status).toContain(part);
  });

  it("given the accepter's owner rejects the request, then it is told and not asked again", async () => {
    const pair = await couples.build();
    const [requester, accepter] = pair.one.id < pair.two.id ? [pair.one, pair.two] : [pair.two, pair.one];
    // Our accept is not allowed, so the request stays open until the accepter's owner says no.
    world.lab.faults.inject({
      service: "ec2",
      action: "AcceptVpcPeeringConnection",
      when: "before",
      code: "UnauthorizedOperation",
      status: 403,
    });
    await couples.tag(pair);
    const [asked] = await peeringsOf(accepter);
    const VpcPeeringConnectionId = asked?.VpcPeeringConnectionId;
    await accepter.tenant.ec2.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    await world.lab.clock.advance(10_000);
    const mark = world.mark();

    await world.sweep();

    expect(await couples.refused(requester, mark)).toContain(`refused: ${VpcPeeringConnectionId} was rejected`);
  });
});

/** Has the owner route a prefix through an internet gateway in the network's main table. */
async function routeToGateway({ id, tenant }: Resident, prefix: string) {
  const VpcId = locate(id).localId;
  const { InternetGateway } = await tenant.ec2.send(new CreateInternetGatewayCommand({}));
  const gateway = InternetGateway?.InternetGatewayId ?? "";
  await tenant.ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: gateway }));
  const Filters = [{ Name: "vpc-id", Values: [VpcId] }];
  const { RouteTables } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const table = RouteTables?.[0]?.RouteTableId ?? "";
  const route = { RouteTableId: table, DestinationCidrBlock: prefix, GatewayId: gateway };
  await tenant.ec2.send(new CreateRouteCommand(route));
  return { table, gateway };
}
