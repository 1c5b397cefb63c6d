import type { TunnelOption } from "@aws-sdk/client-ec2";
import { LISTS } from "../../../clouds/aws/ec2/vpn/tunnel-settings.ts";
import type { Proposals } from "../../../world/fabric.ts";

export function ikeVersionsOf({ IkeVersions }: TunnelOption): (1 | 2)[] {
  return taken(IkeVersions, "IKEVersion").map((version) => (version === "ikev1" ? 1 : 2));
}

/** What a tunnel takes in one of IKE's phases. */
export function proposalsOf(option: TunnelOption, phase: 1 | 2): Proposals {
  const encryption = taken(option[`Phase${phase}EncryptionAlgorithms`], `Phase${phase}EncryptionAlgorithm`);
  const integrity = taken(option[`Phase${phase}IntegrityAlgorithms`], `Phase${phase}IntegrityAlgorithm`);
  return {
    // AES256-GCM-16, SHA2-256.
    encryption: encryption.map((name) => name.replace("-GCM-16", "gcm").toLowerCase()),
    integrity: integrity.map((name) => name.replace("SHA2-", "sha").toLowerCase()),
    groups: taken(option[`Phase${phase}DHGroupNumbers`], `Phase${phase}DHGroupNumber`).map(Number),
  };
}

/** EC2 shows what was asked for and nothing of what a tunnel takes otherwise. */
function taken(
  asked: readonly { readonly Value?: string | number | undefined }[] | undefined,
  parameter: string,
): readonly string[] {
  const values = (asked ?? []).flatMap(({ Value }) => (Value === undefined ? [] : [String(Value)]));
  return values.length > 0 ? values : (LISTS[parameter]?.values ?? []);
}
