import type { Ec2Call } from "./action.ts";
import type { ResourceType } from "./ids.ts";
import type { Tags } from "./resources.ts";
import { arnOf } from "./state.ts";

/** Something of the caller's that has tags. */
export interface Tagged {
  readonly id: string;
  readonly type: ResourceType;
  readonly tags: Tags;
}

/** Tells EventBridge that tags of a resource changed: `detail.tags` has all of its tags, so removed keys only in the list. */
export function emitTagChange(
  { state, place }: Ec2Call,
  { id, type, tags }: Tagged,
  changedKeys: readonly string[],
): void {
  const arn = arnOf(place, type, id);
  const version = (state.tagVersions.get(arn) ?? 0) + 1;
  state.tagVersions.set(arn, version);
  const now = state.clock.now();
  state.emit({
    version: "0",
    id: state.uuid(),
    "detail-type": "Tag Change on Resource",
    source: "aws.tag",
    account: place.account,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    region: place.region,
    resources: [arn],
    detail: {
      "changed-tag-keys": [...changedKeys],
      service: "ec2",
      "resource-type": type,
      version,
      "version-timestamp": String(now),
      tags: Object.fromEntries(tags),
    },
  });
}
