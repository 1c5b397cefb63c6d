import { GetExecutionHistoryCommand, type HistoryEvent } from "@aws-sdk/client-sfn";
import type { Deployment } from "../deployment.ts";
import { type Figure, measured } from "./figure.ts";
import { buildPairs, tagPairs } from "./pairs.ts";

/** The roles of the functions that act on a plan; both networks are in the hub's account, and no member role is used. */
const actors = /Handlers(RequestPeering|AcceptPeering|ReadPeering|RoutePeering|OpenFirewall|VerifyConnection)Role/;

/** All of it as deployed: tags, events, rules, state machines on moto's interpreter, functions in processes. */
export async function measureMachines(deployment: Deployment, count: number): Promise<Figure> {
  const { world } = deployment;
  const pairs = await buildPairs(world.endpoint, count);
  const networks = pairs.flatMap(({ tenant, one, two, names }) => [
    { tenant, id: one, name: names[0], place: tenant.place, prefixes: [] },
    { tenant, id: two, name: names[1], place: tenant.place, prefixes: [] },
  ]);
  const before = new Set((await deployment.executions()).map(({ arn }) => arn));
  return measured(
    {
      path: "deployed machines and functions",
      count,
      journal: world.gateway.journal,
      isOwn: ({ principal }) => principal.includes(":role/"),
      isConnecting: ({ principal }) => actors.test(principal),
    },
    {
      connect: async () => {
        await tagPairs(pairs);
        await deployment.untilQuiet();
        const told = await deployment.untilStatus(networks, /^active/, 0);
        const others = told.filter((text) => !text.startsWith("active"));
        if (others.length > 0) throw new Error(`not joined: ${others.join("; ")}`);
        const peerings = (await deployment.executions()).filter(
          ({ arn, machine }) => !before.has(arn) && /peer/.test(machine),
        );
        return Math.max(...(await Promise.all(peerings.map(({ arn }) => waited(deployment, arn)))));
      },
      sweep: async () => {
        const { status, output } = await deployment.run("SweepNetworks", { sweep: true });
        if (JSON.stringify({ status, output }) !== '{"status":"SUCCEEDED","output":{"started":[]}}') {
          throw new Error(`the sweep found something to do: ${status} ${JSON.stringify(output)}`);
        }
      },
    },
  );
}

/** Seconds that an execution spent in Wait states. */
async function waited(deployment: Deployment, executionArn: string): Promise<number> {
  const { events = [] } = await deployment.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  const at = (type: HistoryEvent["type"]) =>
    events.filter((event) => event.type === type).reduce((sum, { timestamp }) => sum + Number(timestamp), 0);
  return (at("WaitStateExited") - at("WaitStateEntered")) / 1000;
}
