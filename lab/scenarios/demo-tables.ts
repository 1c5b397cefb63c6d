import Table from "cli-table3";
import pc from "picocolors";
import { aksHalves, aksRules } from "./demo-aks.ts";
import { peeringRoutes } from "./demo-eks.ts";
import { gkeHalves, gkeRules } from "./demo-gke.ts";
import { tunnelRows } from "./demo-links.ts";
import type { DemoWorld } from "./demo-world.ts";
import type { Outcome } from "./outcome.ts";

type Print = (text: string) => void;

/** Prints how it ended, by what crosspeer announced and by what each cloud says; 100 columns wide at most. */
export async function printOutcome(outcome: Outcome, world: DemoWorld, print: Print): Promise<void> {
  const section = (title: string, head: readonly Column[], rows: readonly (readonly string[])[]) =>
    print(`${pc.bold(title)}\n${table(head, rows)}`);

  section("Connections", ...connections(outcome));
  section("Routes: VPC peerings", ...(await routes(world)));
  section("Halves of peerings: Google Cloud and Azure", ...(await halves(world)));
  section("Firewall rules: Google Cloud and Azure", ...(await rules(world)));
  section("Tunnels and sessions, as each cloud tells its ends", ...(await tunnels(world)));
  section("What each network says: tag crosspeer:status, or label crosspeer-status", ...statuses(outcome));
  const { executions, journal } = outcome;
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  print(
    `${executions.length} executions, ${transitions} state transitions; ${journal.calls} calls, ${journal.writes} of them writes`,
  );
}

/** A title, and the width in characters with a space on either side. */
type Column = readonly [title: string, width: number];
type Section = readonly [readonly Column[], readonly (readonly string[])[]];

function connections({ connections: all, networks }: Outcome): Section {
  const nameOf = (id: string) => networks.find((network) => network.id === id)?.name ?? id;
  return [
    [
      ["connection", 24],
      ["transport", 17],
      ["state", 9],
      ["reason", 45],
    ],
    all.map(({ id, requester, accepter, transport, state, reason = "" }) => [
      ...[`${nameOf(requester)} - ${nameOf(accepter)}\n${id}`, transport],
      ...[state === "active" ? pc.green(state) : pc.red(state), reason],
    ]),
  ];
}

async function routes({ eks }: DemoWorld): Promise<Section> {
  const all = await Promise.all(Object.values(eks).map(peeringRoutes));
  return [
    [
      ["network", 11],
      ["route table", 23],
      ["destination", 17],
      ["target", 23],
      ["state", 8],
    ],
    all.flat().map(({ network, table: id, destination, target, state }) => [network, id, destination, target, state]),
  ];
}

/** Those of the network at its quota, which others made, are counted. */
async function halves({ gke: { crowded, ...gke }, aks }: DemoWorld): Promise<Section> {
  const all = await Promise.all([...Object.values(gke).map(gkeHalves), ...Object.values(aks).map(aksHalves)]);
  const others = await gkeHalves(crowded);
  return [
    [
      ["network", 13],
      ["half", 24],
      ["state", 26],
    ],
    [
      ...all.flat().map(({ network, half, state }) => [network, half, state]),
      [crowded.name, `${others.length} of others`, [...new Set(others.map(({ state }) => state))].join(" ")],
    ],
  ];
}

async function rules({ gke, aks }: DemoWorld): Promise<Section> {
  const all = await Promise.all([...Object.values(gke).map(gkeRules), ...Object.values(aks).map(aksRules)]);
  return [
    [
      ["network", 13],
      ["rule", 26],
      ["allows", 14],
      ["from", 30],
    ],
    all.flat().map(({ network, rule, allows, from }) => [network, rule, allows, from.join("\n")]),
  ];
}

async function tunnels({ links }: DemoWorld): Promise<Section> {
  const rows = await tunnelRows(links);
  return [
    [
      ["cloud", 8],
      ["tunnel", 44],
      ["state", 12],
      ["learned", 12],
    ],
    rows.map(({ cloud, tunnel, state, learned }) => [cloud, tunnel, state, learned]),
  ];
}

function statuses({ networks }: Outcome): Section {
  return [
    [
      ["network", 13],
      ["status", 84],
    ],
    networks.map(({ name, status = "" }) => [name, status]),
  ];
}

function table(head: readonly Column[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: head.map(([title]) => title),
    colWidths: head.map(([, width]) => width),
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: pc.isColorSupported ? ["bold"] : [], border: [] },
    ...{ wordWrap: true, wrapOnWordBoundary: true },
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}
