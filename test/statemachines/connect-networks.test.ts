import * as z from "zod";
import { TaskFailure } from "../../lab/workflow/asl/failure.ts";
import type { Json } from "../../lab/workflow/asl/json.ts";
import { start } from "../lab/workflow/asl/start.ts";
import { definitions } from "./definitions.ts";

const definition = JSON.parse(definitions.find(({ name }) => name === "connect-networks")?.text ?? "");
const called = z.union([
  z.object({ FunctionName: z.string(), Payload: z.json() }).transform(({ FunctionName, Payload }) => ({
    name: FunctionName,
    payload: Payload,
  })),
  z
    .object({ StateMachineArn: z.string() })
    .transform(({ StateMachineArn }) => ({ name: StateMachineArn, payload: null })),
]);

const problem = { rule: "tunnels-down", message: "tunnel 2 is down", remedy: "wait" };
const unbuilt = { built: false, up: 0, of: 4, problem };
const partly = { built: true, up: 3, of: 4, problem };

interface Script {
  readonly plan: Readonly<Record<string, Json>>;
  /** What building a VPN comes to. */
  readonly build?: () => Json;
  /** What each planning says, where it is not always the same. */
  readonly grace?: () => number;
  readonly outcome?: () => string;
}

/** Runs connect-networks with a plan; gives what was called, in order, and what was handed to the last call. */
async function run({ plan, build = () => ({ Output: { tunnels: partly } }), grace, outcome: decide }: Script) {
  const answers: Readonly<Record<string, () => Json>> = {
    PlanConnection: () => {
      const now = { ...(grace && { grace: grace() }), ...(decide && { outcome: decide() }) };
      return { Payload: { connection: "cx", requester: "a", accepter: "b", problems: [], ...plan, ...now } };
    },
    BuildVpn: build,
    PeerNetworks: () => ({ Output: { peering: "pcx-1" } }),
    VerifyConnection: () => ({ Payload: plan["transport"] === "ha-vpn" ? { tunnels: partly } : { routes: 2 } }),
  };
  const calls: string[] = [];
  let last: Json = null;
  const { clock, execution } = start(definition, {
    input: { requester: "a", accepter: "b" },
    runTask: () => async (_resource, args) => {
      const { name, payload } = called.parse(args);
      const short = name.replace(/^\$\{(\w+?)(Function|Machine)Arn\}$/, "$1");
      calls.push(short);
      last = payload;
      return answers[short]?.() ?? { Payload: { phase: "active" } };
    },
  });
  const began = clock.now();
  await clock.settle();
  return { calls, last, outcome: execution.outcome, seconds: (clock.now() - began) / 1000 };
}

describe("connect-networks", () => {
  it.each([
    {
      given: "a VPN to build",
      plan: { outcome: "change", transport: "ha-vpn", builds: true, tunnels: unbuilt },
      calls: ["PlanConnection", "BuildVpn", "OpenFirewall", "VerifyConnection", "RecordConnection"],
    },
    {
      given: "a VPN of which only firewalls are to be opened",
      plan: { outcome: "change", transport: "ha-vpn", builds: false, tunnels: partly },
      calls: ["PlanConnection", "OpenFirewall", "VerifyConnection", "RecordConnection"],
    },
    {
      given: "a VPN that is as planned",
      plan: { outcome: "keep", transport: "ha-vpn", builds: false, tunnels: partly },
      calls: ["PlanConnection", "RecordConnection"],
    },
  ])("given $given, then $calls, and how the tunnels were last is recorded", async ({ plan, calls }) => {
    const result = await run({ plan });
    expect(result.calls).toEqual(calls);
    expect(result.last).toMatchObject({ tunnels: partly });
    expect(result.outcome?.status).toBe("SUCCEEDED");
  });

  it.each([
    { outcome: "change", calls: ["PeerNetworks", "OpenFirewall", "VerifyConnection", "RecordConnection"] },
    { outcome: "refuse", calls: ["RecordConnection"] },
  ])("given a peering and the outcome $outcome, then $calls", async ({ outcome, calls }) => {
    const result = await run({ plan: { outcome, transport: "vpc-peering", builds: false } });
    expect(result.calls).toEqual(["PlanConnection", ...calls]);
    expect(result.last).not.toHaveProperty("tunnels");
  });

  it("given nobody wants it any more, then it goes after its grace, when the tags have been read again", async () => {
    const graces = [300, 0];
    const { calls, seconds } = await run({
      plan: { outcome: "remove", transport: "vpc-peering", builds: false, fingerprints: {} },
      grace: () => graces.shift() ?? 0,
    });
    expect(calls).toEqual(["PlanConnection", "PlanConnection", "DisconnectNetworks", "RecordConnection"]);
    expect(seconds).toBe(300);
  });

  it("given somebody wants it again within its grace, then it stands", async () => {
    const outcomes = ["remove", "keep"];
    const { calls } = await run({
      plan: { transport: "vpc-peering", builds: false },
      grace: () => 300,
      outcome: () => outcomes.shift() ?? "keep",
    });
    expect(calls).toEqual(["PlanConnection", "PlanConnection", "RecordConnection"]);
  });

  it("given a build that fails, then it is recorded under its name and ends red", async () => {
    const cause = JSON.stringify({ Error: "Invalid", Cause: "no capacity" });
    const { calls, last, outcome } = await run({
      plan: { outcome: "change", transport: "ha-vpn", builds: true },
      build: () => {
        throw new TaskFailure({ error: "States.TaskFailed", cause });
      },
    });
    expect(calls).toEqual(["PlanConnection", "BuildVpn", "RecordFailure"]);
    expect(last).toMatchObject({ error: "States.TaskFailed", cause });
    expect(outcome?.status).toBe("FAILED");
  });

  it("given a build whose tags changed meanwhile, then it is planned again", async () => {
    let builds = 0;
    const { calls, outcome } = await run({
      plan: { outcome: "change", transport: "ha-vpn", builds: true },
      build: () => {
        builds += 1;
        if (builds > 1) return { Output: { tunnels: partly } };
        throw new TaskFailure({ error: "States.TaskFailed", cause: '{"Error":"Superseded","Cause":"tags changed"}' });
      },
    });
    expect(calls.slice(0, 4)).toEqual(["PlanConnection", "BuildVpn", "PlanConnection", "BuildVpn"]);
    expect(outcome?.status).toBe("SUCCEEDED");
  });
});
