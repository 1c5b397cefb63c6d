import type { Proposals } from "../../../world/fabric.ts";
import type { IpsecPolicy } from "./resources.ts";

const ENCRYPTIONS: Readonly<Record<string, string>> = {
  ...{ DES: "des", DES3: "3des", AES128: "aes128", AES192: "aes192", AES256: "aes256" },
  ...{ GCMAES128: "aes128gcm", GCMAES192: "aes192gcm", GCMAES256: "aes256gcm" },
};
const INTEGRITIES = { MD5: "md5", SHA1: "sha1", SHA256: "sha256", SHA384: "sha384" } as const;
const GROUPS: Readonly<Record<string, number>> = {
  ...{ DHGroup1: 1, DHGroup2: 2, DHGroup14: 14, DHGroup2048: 14, DHGroup24: 24 },
  ...{ PFS1: 1, PFS2: 2, PFS14: 14, PFS2048: 14, PFS24: 24, ECP256: 19, ECP384: 20, None: 0 },
};

/** What Azure offers where a connection names no policy ("About VPN devices": default IPsec/IKE parameters). */
export const DEFAULTS = {
  phase1: { encryption: ["aes256", "aes128"], integrity: ["sha1", "sha256"], groups: [2] },
  phase2: { encryption: ["aes256gcm", "aes256", "aes128"], integrity: ["sha1", "sha256"], groups: [0, 1, 2, 14, 24] },
};

interface Offer {
  readonly phase1: Proposals;
  readonly phase2: Proposals;
}

/** What the ends of a connection offer and take, in the fabric's names. */
export function proposalsOf(policy: IpsecPolicy | undefined): Offer {
  if (policy === undefined) return DEFAULTS;
  const { ikeEncryption, ikeIntegrity, dhGroup, ipsecEncryption, ipsecIntegrity, pfsGroup } = policy;
  // PFSMM: the same group as in the first phase.
  const second = pfsGroup === "PFSMM" ? dhGroup : pfsGroup;
  return {
    phase1: proposals(ikeEncryption, ikeIntegrity, dhGroup),
    phase2: proposals(ipsecEncryption, ipsecIntegrity, second),
  };
}

function proposals(encryption: string, integrity: string, group: string): Proposals {
  // GCM brings an integrity of its own; other clouds name a hash beside it all the same.
  const own = Object.entries(INTEGRITIES).find(([name]) => name === integrity)?.[1];
  const hashes = own === undefined ? Object.values(INTEGRITIES) : [own];
  return { encryption: [ENCRYPTIONS[encryption] ?? "none"], integrity: hashes, groups: [GROUPS[group] ?? 0] };
}
