import { EC2Client } from "@aws-sdk/client-ec2";
import type { Place } from "../../core/connection/network-id.ts";
import { Credentials } from "../../lab/clouds/aws/credentials.ts";
import { Ec2Service } from "../../lab/clouds/aws/ec2/ec2-service.ts";
import { FrontDoor } from "../../lab/clouds/aws/front-door.ts";
import { Roles } from "../../lab/clouds/aws/iam/roles.ts";
import { listen } from "../../lab/clouds/aws/server.ts";
import { stsService } from "../../lab/clouds/aws/sts/sts.ts";
import { WebIdentity } from "../../lab/clouds/aws/sts/web-identity.ts";
import { VirtualClock } from "../../lab/world/clock.ts";
import { Faults } from "../../lab/world/faults.ts";
import { Journal } from "../../lab/world/journal.ts";
import { SeededRandom } from "../../lab/world/random.ts";
import type { ContractWorld } from "./contract-world.ts";

const hub = "111111111111";
const member = "222222222222";
const region = "us-east-1";
const memberRoleName = "crosspeer-member";
const externalId = "external";

/** The lab's EC2 and STS alone, on a clock of their own. */
export async function makeLabWorld(): Promise<ContractWorld> {
  const clock = new VirtualClock(Date.parse("2026-01-01T00:00:00Z"));
  const random = new SeededRandom(1);
  const credentials = new Credentials({ accounts: [hub, member], random });
  const roles = new Roles(random);
  roles.create({ account: member, name: memberRoleName, trust });
  const isAccount = (account: string) => credentials.isAccount(account);
  const ec2 = new Ec2Service({ clock, random, emit: () => {}, isAccount });
  const webIdentity = new WebIdentity(random);
  const ids = { requestId: () => random.uuid(), wallClock: () => clock.now() };
  const sts = stsService({ credentials, roles, webIdentity, ...ids });
  const lost: string[] = [];
  const door = new FrontDoor({
    ...{ clock, random, credentials },
    journal: new Journal(),
    faults: new Faults(random),
    services: [ec2, sts],
    warn: (message) => lost.push(message),
  });
  const server = await listen(door, 0);

  return {
    endpoint: server.endpoint,
    hub,
    member,
    regions: [region, "eu-west-1"],
    config: { memberRoleName, externalId, sdk: { region, credentials: keysOf(hub) } },
    client: (place: Place) =>
      new EC2Client({ endpoint: server.endpoint, region: place.region, credentials: keysOf(place.account) }),
    async clusterGroup(place, vpcId, name) {
      return ec2.createEksCluster({ ...place, vpcId, name }).groupId;
    },
    advance: (seconds) => clock.advance(seconds * 1000),
    async stop() {
      await server.close();
      if (lost.length > 0) throw new Error(lost.join("\n"));
    },
  };
}

const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${hub}:root` },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
  ],
};

function keysOf(account: string) {
  return { accessKeyId: `LABK${account}`, secretAccessKey: "secret" };
}
