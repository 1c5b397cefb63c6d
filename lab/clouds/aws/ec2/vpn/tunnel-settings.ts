import type { Proposals } from "../../../../world/fabric.ts";
import { invalidValue } from "../errors.ts";
import { type Form, nodes, required, text, whole } from "../form.ts";
import { list, type XmlTree } from "../xml.ts";
import type { Settings } from "./vpn-resources.ts";

interface Range {
  readonly element: string;
  readonly least: number;
  readonly most: number;
}

interface Choice {
  readonly element: string;
  readonly values: readonly string[];
}

/** Bounds and values are those of VpnTunnelOptionsSpecification in the API reference. */
const NUMBERS: Readonly<Record<string, Range>> = {
  Phase1LifetimeSeconds: { element: "phase1LifetimeSeconds", least: 900, most: 28_800 },
  Phase2LifetimeSeconds: { element: "phase2LifetimeSeconds", least: 900, most: 3_600 },
  RekeyMarginTimeSeconds: { element: "rekeyMarginTimeSeconds", least: 60, most: 1_800 },
  RekeyFuzzPercentage: { element: "rekeyFuzzPercentage", least: 0, most: 100 },
  ReplayWindowSize: { element: "replayWindowSize", least: 64, most: 2_048 },
  DPDTimeoutSeconds: { element: "dpdTimeoutSeconds", least: 30, most: Number.MAX_SAFE_INTEGER },
};

const WORDS: Readonly<Record<string, Choice>> = {
  DPDTimeoutAction: { element: "dpdTimeoutAction", values: ["clear", "none", "restart"] },
  StartupAction: { element: "startupAction", values: ["add", "start"] },
};

const ENCRYPTION = ["AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"];
const INTEGRITY = ["SHA1", "SHA2-256", "SHA2-384", "SHA2-512"];
const GROUPS = ["14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"];

/** All values of a list are what a tunnel takes by default. */
export const LISTS: Readonly<Record<string, Choice>> = {
  Phase1EncryptionAlgorithm: { element: "phase1EncryptionAlgorithmSet", values: ENCRYPTION },
  Phase2EncryptionAlgorithm: { element: "phase2EncryptionAlgorithmSet", values: ENCRYPTION },
  Phase1IntegrityAlgorithm: { element: "phase1IntegrityAlgorithmSet", values: INTEGRITY },
  Phase2IntegrityAlgorithm: { element: "phase2IntegrityAlgorithmSet", values: INTEGRITY },
  Phase1DHGroupNumber: { element: "phase1DHGroupNumberSet", values: ["2", ...GROUPS] },
  Phase2DHGroupNumber: { element: "phase2DHGroupNumberSet", values: ["2", "5", ...GROUPS] },
  IKEVersion: { element: "ikeVersionSet", values: ["ikev1", "ikev2"] },
};

/** The parameters of one tunnel, without its address and key. */
export const SETTINGS = [
  ...Object.keys(NUMBERS),
  ...Object.keys(WORDS),
  ...Object.keys(LISTS).map((name) => `${name}.n.Value`),
];

export function readSettings(form: Form): Settings {
  const numbers = Object.entries(NUMBERS).flatMap(([name, range]) => readNumber(form, name, range));
  const words = Object.entries(WORDS).flatMap(([name, choice]) => readWord(form, name, choice));
  const lists = Object.entries(LISTS).flatMap(([name, choice]) => readList(form, name, choice));
  return Object.fromEntries([...numbers, ...words, ...lists]);
}

export function renderSettings(settings: Settings): XmlTree {
  const entries = Object.entries(settings).map(([element, value]) => {
    const shown = typeof value === "object" ? list(value.map((item) => ({ value: item }))) : value;
    return [element, shown] as const;
  });
  return Object.fromEntries(entries);
}

export function initiates(settings: Settings): boolean {
  return settings["startupAction"] === "start";
}

export function ikeVersionsOf(settings: Settings): (1 | 2)[] {
  return taken(settings, "IKEVersion").map((version) => (version === "ikev1" ? 1 : 2));
}

/** What a tunnel takes in one of IKE's phases, in the fabric's names. */
export function proposalsOf(settings: Settings, phase: 1 | 2): Proposals {
  return {
    encryption: taken(settings, `Phase${phase}EncryptionAlgorithm`).map((name) =>
      name.replace("-GCM-16", "gcm").toLowerCase(),
    ),
    integrity: taken(settings, `Phase${phase}IntegrityAlgorithm`).map((name) => name.replace("2-", "").toLowerCase()),
    groups: taken(settings, `Phase${phase}DHGroupNumber`).map(Number),
  };
}

function taken(settings: Settings, name: string): readonly string[] {
  const choice = LISTS[name];
  const asked = choice === undefined ? undefined : settings[choice.element];
  return typeof asked === "object" ? asked : (choice?.values ?? []);
}

function readNumber(form: Form, name: string, { element, least, most }: Range): [string, number][] {
  const value = whole(form, name);
  if (value === undefined) return [];
  if (value < least || value > most) throw badOption(name, value, `a number from ${least} to ${most}`);
  return [[element, value]];
}

function readWord(form: Form, name: string, { element, values }: Choice): [string, string][] {
  const value = text(form, name);
  if (value === undefined) return [];
  if (!values.includes(value)) throw badOption(name, value, values.join(" or "));
  return [[element, value]];
}

function readList(form: Form, name: string, { element, values }: Choice): [string, string[]][] {
  const asked = nodes(form, name).map((item) => required(item, "Value"));
  for (const value of asked) if (!values.includes(value)) throw badOption(name, value, values.join(" or "));
  return asked.length === 0 ? [] : [[element, asked]];
}

function badOption(name: string, value: string | number, expected: string) {
  return invalidValue(`Value (${value}) for parameter ${name} is invalid. Expecting ${expected}.`);
}
