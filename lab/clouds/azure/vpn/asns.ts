import { providerError } from "../arm-error.ts";

/** What a gateway has when none is given. */
export const AZURE_ASN = 65515;

/** Azure's own and IANA's reserved numbers ("About BGP with Azure VPN Gateway"), from and to. */
const RESERVED = [
  ...([8074, 8075, 12076, 23456] as const).map((asn) => [asn, asn] as const),
  ...([[64496, 64511] as const, [65515, 65515] as const, [65517, 65520] as const, [65535, 65551] as const] as const),
];

/**
 * Throws when an object cannot have the number. The codes of reserved numbers are the lab's own: no recording has them.
 *
 * @param own whether it is a gateway of Azure, which may have Azure's own number
 */
export function checkAsn(asn: number, id: string, own: boolean): void {
  const reserved = RESERVED.some(([from, to]) => asn >= from && asn <= to) && !(own && asn === AZURE_ASN);
  if (!reserved && asn > 0 && asn < 2 ** 32 - 1) return;
  throw providerError("InvalidBgpAsn", `The ASN ${asn} of resource ${id} is reserved or out of range.`);
}
