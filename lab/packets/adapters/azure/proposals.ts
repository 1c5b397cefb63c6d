import { DEFAULTS } from "../../../clouds/azure/vpn/proposals.ts";
import type { Proposals } from "../../../world/fabric.ts";
import type { IpsecPolicy } from "./documents.ts";

interface Offer {
  readonly phase1: Proposals;
  readonly phase2: Proposals;
}

/** What the ends of a connection offer and take. */
export function proposalsOf(policy: IpsecPolicy | undefined): Offer {
  if (policy === undefined) return DEFAULTS;
  const { ikeEncryption, ikeIntegrity, dhGroup, ipsecEncryption, ipsecIntegrity, pfsGroup } = policy;
  const phase2Group = pfsGroup === "PFSMM" ? dhGroup : pfsGroup;
  return {
    phase1: toProposals(ikeEncryption, ikeIntegrity, dhGroup),
    phase2: toProposals(ipsecEncryption, ipsecIntegrity, phase2Group),
  };
}

const HASHES = ["md5", "sha1", "sha256", "sha384"];
/** Those that are not called after their number: DHGroup2048, PFS2048, ECP256, ECP384, None. */
const GROUPS: Readonly<Record<string, number>> = { "2048": 14, "256": 19, "384": 20, "": 0 };

function toProposals(encryption: string, integrity: string, group: string): Proposals {
  const hash = integrity.toLowerCase();
  const number = group.replace(/\D/g, "");
  return {
    encryption: [encryptionName(encryption)],
    // GCM brings an integrity of its own: any hash that the other end names beside it will do.
    integrity: HASHES.includes(hash) ? [hash] : HASHES,
    groups: [GROUPS[number] ?? Number(number)],
  };
}

/** GCMAES256 is `aes256gcm`, DES3 is `3des`. */
function encryptionName(text: string): string {
  if (text === "DES3") return "3des";
  return text.startsWith("GCM") ? `${text.slice(3).toLowerCase()}gcm` : text.toLowerCase();
}
