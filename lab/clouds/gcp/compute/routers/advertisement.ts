import { invalidField } from "../../gcp-error.ts";
import { isIpv4Range } from "../ranges.ts";
import type { Advertisement } from "./router-resources.ts";

/** Groups and ranges "can only be populated if advertise_mode is CUSTOM". */
export function refuseBadAdvertisement(at: string, settings: Advertisement): void {
  const { advertiseMode, advertisedGroups = [], advertisedIpRanges = [] } = settings;
  if (advertiseMode === "DEFAULT" && advertisedGroups.length + advertisedIpRanges.length > 0) {
    const why = "Custom advertisements can only be given with the mode CUSTOM.";
    throw invalidField(`${at}.advertiseMode`, advertiseMode, why);
  }
  for (const [index, { range }] of advertisedIpRanges.entries()) {
    if (isIpv4Range(range)) continue;
    throw invalidField(`${at}.advertisedIpRanges[${index}].range`, range, "Must be a CIDR address range");
  }
}
