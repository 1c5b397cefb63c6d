import type { Proposals } from "../../../world/fabric.ts";

/** strongSwan's keywords (IKEv2 Cipher Suites) for the fabric's names and IANA's numbers of groups. */
const GROUPS: Readonly<Record<number, string>> = {
  ...{ 0: "modpnone", 1: "modp768", 2: "modp1024", 5: "modp1536", 14: "modp2048", 15: "modp3072", 16: "modp4096" },
  ...{ 17: "modp6144", 18: "modp8192", 19: "ecp256", 20: "ecp384", 21: "ecp521" },
  ...{ 22: "modp1024s160", 23: "modp2048s224", 24: "modp2048s256" },
};

/** What an end offers for IKE itself: suites with an integrity of their own need the hash for their keys. */
export function ikeProposals({ encryption, integrity, groups }: Proposals): string[] {
  const { plain, combined } = ciphers(encryption);
  const numbers = groupNames(groups);
  return [
    ...suite(plain, integrity, numbers),
    ...suite(
      combined,
      integrity.map((hash) => `prf${hash}`),
      numbers,
    ),
  ];
}

/** What an end offers for the traffic. */
export function espProposals({ encryption, integrity, groups }: Proposals): string[] {
  const { plain, combined } = ciphers(encryption);
  const numbers = groupNames(groups);
  return [...suite(plain, integrity, numbers), ...suite(combined, [], numbers)];
}

function ciphers(encryption: readonly string[]) {
  const isCombined = (name: string) => name.endsWith("gcm");
  return {
    plain: encryption.filter((name) => !isCombined(name)),
    combined: encryption.filter(isCombined).map((name) => `${name}16`),
  };
}

/** Strong ones first among those that everybody has: the first is what an initiator bets on. */
function groupNames(groups: readonly number[]): string[] {
  const preferred = groups.toSorted((one, other) => Number(other === 14) - Number(one === 14));
  return preferred.flatMap((group) => GROUPS[group] ?? []);
}

/** One proposal of several algorithms of each kind: any combination of them is offered. */
function suite(...kinds: readonly (readonly string[])[]): string[] {
  return kinds[0]?.length === 0 ? [] : [kinds.flat().join("-")];
}
