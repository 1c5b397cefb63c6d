import pc from "picocolors";
import type { Lab } from "../lab.ts";
import type { JournalEntry } from "../world/journal.ts";
import { isOwn } from "./outcome.ts";

/** Prints what crosspeer changes and announces, as it happens, with the virtual time since the start. */
export function printTimeline(lab: Lab, print: (line: string) => void): void {
  const start = lab.clock.now();
  lab.journal.onEntry((entry) => {
    const told = isOwn(entry) ? tell(entry) : undefined;
    if (told === undefined) return;
    const seconds = ((entry.at - start) / 1000).toFixed(1).padStart(6);
    const outcome = entry.error === undefined ? "" : pc.red(` ${entry.error}`);
    print(`${pc.dim(`+${seconds} s`)}  ${told}${outcome}`);
  });
}

function tell(entry: JournalEntry): string | undefined {
  const params = fieldsOf(entry.params);
  if (entry.cloud === "gcp") return entry.write ? tellGoogle(entry, params) : undefined;
  if (entry.cloud === "azure") return entry.write ? tellAzure(entry, params) : undefined;
  if (entry.service === "ec2" && entry.write) {
    const where = pc.dim(`${entry.account} ${entry.region.padEnd(10)}`);
    return `${where}  ${pc.cyan(entry.action)} ${pc.dim(details(params))}`;
  }
  if (entry.service === "states") return `${pc.dim("hub")}  ${pc.cyan("starts")} ${params["name"] ?? ""}`;
  if (entry.service !== "events") return undefined;
  const detail = announcement(entry.params);
  return `${pc.dim("hub")}  ${pc.magenta("announces")} ${detail}`;
}

function tellGoogle({ account, action }: JournalEntry, params: Fields): string {
  const { network, cluster, firewall, name, networkPeering } = params;
  const subjects = [network ?? cluster, firewall, name, fieldsOf(networkPeering)["name"]];
  const told = subjects.flatMap((text) => (text === undefined ? [] : [String(text).split("/").at(-1)]));
  return `${pc.dim(account)}  ${pc.cyan(action)} ${pc.dim([...new Set(told)].join(" "))}`;
}

/** The path of what is written, from the group on. */
function tellAzure({ action }: JournalEntry, params: Fields): string {
  const [, kind = "", ...names] =
    String(params["path"])
      .split(/\/providers\/[^/]+\//i)[1]
      ?.split("/") ?? [];
  const told = [kind, ...names.filter((_, index) => index % 2 === 1)];
  return `${pc.dim("azure")}  ${pc.cyan(action)} ${pc.dim(told.join(" "))}`;
}

const interesting = [
  "VpcPeeringConnectionId",
  "VpcId",
  "PeerVpcId",
  "RouteTableId",
  "DestinationCidrBlock",
  "DestinationIpv6CidrBlock",
  "GroupId",
  "IpPermissions.1.IpRanges.1.CidrIp",
  "ResourceId.1",
  "Tag.1.Value",
];

function details(params: Fields): string {
  return interesting.flatMap((key) => (params[key] === undefined ? [] : [String(params[key])])).join(" ");
}

function announcement(params: unknown): string {
  const [entry] = Object.values(fieldsOf(fieldsOf(params)["Entries"]));
  const { DetailType, Detail } = fieldsOf(entry);
  const detail = fieldsOf(JSON.parse(String(Detail)));
  const status = fieldsOf(detail["status"]);
  return `${DetailType}: ${detail["connection"] ?? detail["network"]} ${status["phase"] ?? ""}`;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
