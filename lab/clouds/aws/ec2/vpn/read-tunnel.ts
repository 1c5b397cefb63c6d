import { invalidValue } from "../errors.ts";
import { type Form, nodes, text } from "../form.ts";
import type { Ec2State } from "../state.ts";
import { chooseInsideCidr, readInsideCidr } from "./inside-cidrs.ts";
import { readSettings, SETTINGS } from "./tunnel-settings.ts";
import type { KeyStorage, VpnTunnel } from "./vpn-resources.ts";

/** The parameters of one tunnel. */
export const TUNNEL_OPTIONS = ["TunnelInsideCidr", "PreSharedKey", ...SETTINGS];

/**
 * The two tunnels of a connection, in the order of their outside addresses. What was not asked for AWS chooses: an
 * inside block and a key at random, and weak defaults. Which of the two asked for gets the lower address is its choice
 * too: hashicorp/terraform-provider-aws#5809.
 *
 * @param taken inside blocks that other connections have
 */
export function readTunnels(state: Ec2State, options: Form, taken: readonly string[]): VpnTunnel[] {
  const asked = nodes(options, "TunnelOptions");
  if (asked.length > 2) throw invalidValue("A VPN connection has two tunnels, not more.");
  const first = readTunnel(state, asked[0] ?? {}, taken);
  const second = readTunnel(state, asked[1] ?? {}, [...taken, first.insideCidr]);
  const tunnels = state.hex(1) < "8" ? [first, second] : [second, first];
  return tunnels.map((tunnel) => ({ outside: state.newAddress(), ...tunnel }));
}

function readTunnel(state: Ec2State, options: Form, taken: readonly string[]): Omit<VpnTunnel, "outside"> {
  const cidr = text(options, "TunnelInsideCidr");
  return {
    insideCidr: cidr === undefined ? chooseInsideCidr(state, taken) : readInsideCidr(cidr, taken),
    key: readKey(options) ?? `k${state.hex(31)}`,
    settings: readSettings(options),
  };
}

/** A tunnel with what is asked for anew; the rest stays. */
export function changeTunnel(tunnel: VpnTunnel, options: Form, taken: readonly string[], now: number): VpnTunnel {
  const cidr = text(options, "TunnelInsideCidr");
  return {
    ...tunnel,
    ...(cidr !== undefined && { insideCidr: readInsideCidr(cidr, taken) }),
    key: readKey(options) ?? tunnel.key,
    settings: { ...tunnel.settings, ...readSettings(options) },
    changedAt: now,
  };
}

export function readKeyStorage(form: Form): KeyStorage | undefined {
  const storage = text(form, "PreSharedKeyStorage");
  if (storage === undefined || storage === "Standard" || storage === "SecretsManager") return storage;
  throw invalidValue(`Value (${storage}) for parameter PreSharedKeyStorage is invalid.`);
}

/** The message does not repeat the key. */
function readKey(options: Form): string | undefined {
  const key = text(options, "PreSharedKey");
  if (key === undefined || /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/.test(key)) return key;
  throw invalidValue(
    "The pre-shared key is invalid. Expecting 8 to 64 letters, digits, periods and underscores, and no zero in front.",
  );
}
