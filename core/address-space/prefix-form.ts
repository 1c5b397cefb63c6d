import { bitsIn } from "./address.ts";

const HEX_GROUP = /^[0-9a-f]{1,4}$/i;
const DECIMAL = /^(?:0|[1-9]\d*)$/;
const MAPPED = /^(?:::|(?:0{1,4}:){5})ffff:[\d.]+$/i;

/** Why a text does not have the form `address/length`, as the end of a sentence about it; undefined when it has. */
export function flawOfForm(text: string): string | undefined {
  const [address = "", length, ...rest] = text.split("/");
  if (length === undefined) return "has no length: expected address/length, such as 10.0.0.0/16";
  if (rest.length > 0) return "has more than one length: expected address/length, such as 10.0.0.0/16";
  const isIpv6 = address.includes(":");
  return (isIpv6 ? flawOfIpv6(address) : flawOfIpv4(address)) ?? flawOfLength(length, bitsIn(isIpv6 ? 6 : 4));
}

function flawOfLength(length: string, longest: number): string | undefined {
  if (DECIMAL.test(length) && Number(length) <= longest) return undefined;
  return `has the length ${JSON.stringify(length.slice(0, 8))}: expected 0 to ${longest} without leading zeros`;
}

function flawOfIpv4(address: string): string | undefined {
  const parts = address.split(".");
  if (parts.some((part) => /^0\d+$/.test(part))) {
    return "has a leading zero, which some readers take for octal: expected plain decimals";
  }
  if (parts.length === 4 && parts.every((part) => DECIMAL.test(part) && Number(part) <= 255)) return undefined;
  return "is not an IPv4 prefix: expected four decimals of 0 to 255 and a length, such as 10.0.0.0/16";
}

function flawOfIpv6(address: string): string | undefined {
  if (address.includes("%")) return "has a zone: expected an address without one";
  if (address.includes(".")) return embeddedIpv4Flaw(address);
  const halves = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const groups = halves.flat();
  const complete = halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length <= 7;
  if (complete && groups.every((group) => HEX_GROUP.test(group))) return undefined;
  return "is not an IPv6 prefix: expected eight hexadecimal groups, or fewer and one ::, such as 2001:db8::/32";
}

function embeddedIpv4Flaw(address: string): string {
  if (MAPPED.test(address)) return "is an IPv4-mapped address: write it as IPv4, such as 10.0.0.0/16";
  return "has decimals in an IPv6 address: write the last 32 bits as two hexadecimal groups";
}
