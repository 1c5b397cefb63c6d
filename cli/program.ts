import { Command, CommanderError, Option } from "commander";
import type { HubAddress } from "../runtime/hub.ts";
import { approve, reject } from "./commands/answer.ts";
import { connect } from "./commands/connect.ts";
import { disconnect } from "./commands/disconnect.ts";
import { history } from "./commands/history.ts";
import { plan } from "./commands/plan.ts";
import { status } from "./commands/status.ts";
import type { Format } from "./format.ts";
import { type ExitCode, exitCodes, type Session, type Terminal } from "./session.ts";

interface GlobalOptions extends HubAddress {
  readonly output: Format;
}

/** Runs one command; never throws, and never ends the process itself. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = describe(terminal, async (globals, action) => {
    const { output: format, ...address } = globals;
    code = await action({ hub: await terminal.open(address), terminal, format });
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.error;
    terminal.err(`crosspeer: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodes.error;
  }
}

type Action = (session: Session) => Promise<ExitCode>;

function describe(terminal: Terminal, begin: (globals: GlobalOptions, action: Action) => Promise<void>): Command {
  const program = new Command("crosspeer");
  const go = (action: Action) => begin(program.opts<GlobalOptions>(), action);
  program
    .description("joins the networks of Kubernetes clusters across AWS, Google Cloud and Azure")
    .addOption(
      new Option("-o, --output <format>", "how data is written").choices(["table", "json", "yaml"]).default("table"),
    )
    .option("--region <region>", "the hub's region; by default the one of your AWS configuration")
    .option("--endpoint <url>", "where AWS is when it is not the real one: a lab")
    .option("--table <name>", "the ledger's table, where a region has several")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .exitOverride();

  pairCommand(
    program,
    "plan",
    "shows calls, routes, rules, quotas and cost of joining two networks; writes nothing",
  ).action((one, other) => go((session) => plan(session, one, other)));
  pairCommand(program, "connect", "asks for two networks to be joined, and waits for the end").action((one, other) =>
    go((session) => connect(session, one, other)),
  );
  pairCommand(program, "disconnect", "takes back what connect asked for, and waits for the end").action((one, other) =>
    go((session) => disconnect(session, one, other)),
  );
  pairCommand(program, "history", "tells what became of a connection, the oldest first").action((one, other) =>
    go((session) => history(session, one, other)),
  );
  for (const [name, action, what] of [
    ["approve", approve, "lets the plan run that waits for two networks"],
    ["reject", reject, "does not let it run"],
  ] as const) {
    pairCommand(program, name, what)
      .requiredOption("--plan <digest>", "the plan that you were shown")
      .option("--reason <text>", "why; it is kept")
      .action((one, other, options) => go((session) => action(session, { one, other, ...options })));
  }
  program
    .command("status")
    .description("lists all connections and how they are")
    .option("-w, --watch", "again whenever something changes, until interrupted", false)
    .action(({ watch }) => go((session) => status(session, { watch })));
  return program;
}

function pairCommand(program: Command, name: string, description: string) {
  return program
    .command(name)
    .description(description)
    .argument("<network>", "a name or a canonical id")
    .argument("<network>", "another");
}
