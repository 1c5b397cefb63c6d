import type { Place } from "../../../core/connection/network-id.ts";
import { type Call, listIn } from "./call.ts";
import type { MotoClient } from "./moto-client.ts";

const kinds: Readonly<Record<string, string>> = {
  vpc: "vpc",
  pcx: "vpc-peering-connection",
  sg: "security-group",
  sgr: "security-group-rule",
  subnet: "subnet",
  rtb: "route-table",
};

/**
 * Puts on the account's default bus what AWS would after CreateTags or DeleteTags, one event a resource ("Tag Change on
 * Resource", Tag Editor user guide); moto's EC2 tells nobody. The tags' values are left out: no rule here looks at them.
 */
export async function emitTagChange(moto: MotoClient, call: Call, { account, region }: Place): Promise<void> {
  const keys = listIn(call.params, "Tag", "Key");
  const Entries = listIn(call.params, "ResourceId").map((id) => {
    const kind = kinds[id.slice(0, id.lastIndexOf("-"))] ?? "";
    return {
      Source: "aws.tag",
      DetailType: "Tag Change on Resource",
      Resources: [`arn:aws:ec2:${region}:${account}:${kind}/${id}`],
      Detail: JSON.stringify({ "changed-tag-keys": keys, service: "ec2", "resource-type": kind, version: 1 }),
    };
  });
  const body = JSON.stringify({ Entries });
  await moto.ask({ account, region, service: "events", method: "POST", target: "AWSEvents.PutEvents", body });
}
