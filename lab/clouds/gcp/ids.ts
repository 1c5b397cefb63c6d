import { createHash } from "node:crypto";
import type { SeededRandom } from "../../world/random.ts";

/** An id as Google gives them: an unsigned 64-bit number in decimals, as a text. */
export function numericId(random: SeededRandom): string {
  return decimals(random.hex(16));
}

/** The id of something that is not stored but derived, such as the route of a subnet: the same for the same text. */
export function derivedId(text: string): string {
  return decimals(derivedHex(text));
}

export function derivedHex(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** `operation-<milliseconds>-<13 digits>-<8>-<8>`, as recorded. */
export function operationName(now: number, random: SeededRandom): string {
  return `operation-${now}-${random.hex(13)}-${random.hex(8)}-${random.hex(8)}`;
}

/** Eight bytes in base 64 for URLs, as recorded: `6bFgEFLj_vw=`. */
export function fingerprint(random: SeededRandom): string {
  return Buffer.from(random.hex(16), "hex").toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

/** At most 19 digits, and never a leading zero. */
function decimals(hex: string): string {
  return String(1_000_000_000_000_000_000n + (BigInt(`0x${hex}`) % 8_000_000_000_000_000_000n));
}
