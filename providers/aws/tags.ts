import { CreateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";

/** Characters. EC2's limit for a tag's value. */
const longest = 256;

/** Sets a tag of a network, or takes it away when the value is undefined. */
export async function writeTag(
  ec2: Ec2Clients,
  { network, key, value }: { network: NetworkId; key: string; value: string | undefined },
): Promise<void> {
  const place = locate(network);
  const client = ec2.at(place);
  const Resources = [place.localId];
  if (value === undefined) {
    await attempt(`delete tag ${key} of ${network}`, () =>
      client.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: key }] })),
    );
    return;
  }
  if (value.length > longest) {
    throw new Invalid(
      `could not set tag ${key} of ${network}: ${value.length} characters, at most ${longest} expected`,
    );
  }
  await attempt(`set tag ${key} of ${network}`, () =>
    client.send(new CreateTagsCommand({ Resources, Tags: [{ Key: key, Value: value }] })),
  );
}
