import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parse } from "yaml";
import { run } from "../../cli/program.ts";
import { type Couple, Couples } from "../support/couples.ts";
import { DeployedWorld } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());

/** Runs a command as `crosspeer` would; time passes while it sleeps. */
async function crosspeer(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    sleep: (seconds) => world.lab.clock.advance(seconds * 1000),
    open: () => world.hub(),
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** A couple of which the second accepts the first. */
async function named(): Promise<Couple> {
  const { one, two } = await couples.build();
  await one.tenant.tag(one.id, { "crosspeer:name": one.name });
  await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
  await world.settle();
  return { one, two };
}

describe("crosspeer plan", () => {
  it("given two networks, then calls, quotas and cost are shown, and nothing is written anywhere", async () => {
    const { one, two } = await named();
    const mark = world.mark();
    const { code, out } = await crosspeer("plan", one.name, two.name);
    expect(code).toBe(0);
    expect(out).toMatch(/^\S+-\d+ and \S+-\d+ would be joined by vpc-peering/);
    expect(out).toMatch(/\d{12} +ec2:CreateVpcPeeringConnection +vpc-\w+ - vpc-/);
    expect(out).toMatch(/\d{12} +ec2:CreateRoute +10\.\d+\.0\.0\/16 in rtb-/);
    expect(out).toMatch(/vpc-\w+ +peerings +0 +1 +50/);
    const written = world.writesSince(mark).map(({ service, action }) => `${service}:${action}`);
    expect(written).toEqual([]);
  });

  it("given prefixes that overlap, then 3, naming the rule", async () => {
    const { one, two } = await couples.build({
      one: { prefixes: ["10.200.0.0/16"] },
      two: { prefixes: ["10.200.0.0/16"] },
    });
    await couples.tag({ one, two });
    const { code, out } = await crosspeer("plan", one.name, two.name);
    expect([code, out]).toEqual([3, expect.stringMatching(/overlap: 10\.200\.0\.0\/16 of/)]);
  });
});

describe("crosspeer connect, status, history, disconnect", () => {
  it("given two networks, then they are joined, listed, told and parted", async () => {
    const { one, two } = await named();
    const joined = await crosspeer("connect", one.name, two.name);
    expect(joined).toMatchObject({ code: 0, out: expect.stringMatching(/STATE +REASON\n\S+ +\S+ +active$/) });
    expect(joined.err).toMatch(/^joining .*execution:crosspeer-connect-networks/);

    const listed = await crosspeer("-o", "json", "status");
    expect(JSON.parse(listed.out)).toContainEqual(
      expect.objectContaining({ requester: expect.any(String), transport: "vpc-peering", state: "active" }),
    );
    const told = await crosspeer("-o", "yaml", "history", two.name, one.name);
    expect(parse(told.out)).toMatchObject({ history: [{ state: "active" }] });

    const parted = await crosspeer("disconnect", one.name, two.name);
    expect(parted).toMatchObject({ code: 0, out: expect.stringMatching(/absent$/) });
    expect(await crosspeer("history", one.name, two.name)).toMatchObject({
      code: 1,
      err: `crosspeer: ${one.name} and ${two.name} have no connection`,
    });
  });

  it("given tags that ask for it, then disconnect says what to take away, and 3", async () => {
    const { one, two } = await couples.build();
    await couples.tag({ one, two });
    const { code, err } = await crosspeer("disconnect", one.name, two.name);
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(
        /tags still ask for it: one-\d+ asks for two-\d+: take it out of crosspeer:connect of one-\d+ /,
      ),
    ]);
  });

  it("given a mesh asks for it, then disconnect says that either may leave it", async () => {
    const { one, two } = await named();
    for (const { tenant, id } of [one, two]) await tenant.tag(id, { "crosspeer:mesh": "prod" });
    await world.settle();
    const { code, err } = await crosspeer("disconnect", one.name, two.name);
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/both are of the mesh prod: take crosspeer:mesh off two-\d+ or/),
    ]);
  });

  it("given a wish without consent is taken back, then it is forgotten, and consent does not bring it back", async () => {
    const { one, two } = await named();
    expect(await crosspeer("connect", two.name, one.name)).toMatchObject({ code: 3 });

    expect(await crosspeer("disconnect", two.name, one.name)).toMatchObject({
      code: 0,
      err: expect.not.stringContaining("tags still ask"),
      out: expect.stringMatching(/absent$/),
    });

    await one.tenant.tag(one.id, { "crosspeer:accept": "*" });
    await world.sweep();
    expect(world.connection(one, two)?.state).toBe("absent");
  });

  it("given something is blocked, then status is 3, and a watch tells each change once", async () => {
    const { one, two } = await couples.build({
      one: { prefixes: ["10.201.0.0/16"] },
      two: { prefixes: ["10.201.0.0/16"] },
    });
    await couples.tag({ one, two });
    expect(await crosspeer("status")).toMatchObject({ code: 3, out: expect.stringMatching(/blocked .*overlaps/) });

    const seen: string[] = [];
    let looks = 0;
    const watching = run(["status", "--watch"], {
      out: (text) => void seen.push(text),
      err: () => {},
      async sleep() {
        looks++;
        if (looks === 2) await one.tenant.untag(one.id, "crosspeer:connect");
        if (looks === 2) await world.settle();
        if (looks === 4) throw new Error("interrupted");
      },
      open: () => world.hub(),
    });
    expect(await watching).toBe(1);
    expect(seen).toHaveLength(2);
  });
});

describe("failures", () => {
  it("given a network that nobody knows, then plan says so in one line", async () => {
    const { one } = await named();
    const { code, err } = await crosspeer("plan", one.name, "nobody");
    expect(code).toBe(1);
    expect(err).toMatch(/\ncrosspeer: not one network is tagged crosspeer:name=nobody: give the name of one or [^"]*$/);
  });

  it("given a cloud that refuses, then connect says why in one line", async () => {
    const { one, two } = await named();
    const refused = { when: "before", code: "UnauthorizedOperation", status: 403, times: 9 } as const;
    world.lab.faults.inject({ service: "ec2", action: "CreateVpcPeeringConnection", ...refused });
    const { code, err } = await crosspeer("connect", one.name, two.name);
    world.lab.faults.clear();
    expect(code).toBe(1);
    expect(err).toMatch(/\ncrosspeer: could not request a peering between [^"]*UnauthorizedOperation[^"]*$/);
  });
});

describe("crosspeer approve and reject", () => {
  it("given a plan that waits, then connect says so, and approve lets it run", async () => {
    await world.setPolicy({ rules: [{ name: "by-hand", effect: "approve" }] });
    const { one, two } = await named();
    const asked = await crosspeer("connect", one.name, two.name);
    expect(asked).toMatchObject({
      code: 3,
      out: expect.stringMatching(/pending +rule by-hand of the policy wants plan/),
    });
    const [, plan = ""] = /plan (\w{16})/.exec(asked.out) ?? [];
    expect(await crosspeer("approve", one.name, two.name, "--plan", "0000")).toMatchObject({
      code: 1,
      err: expect.stringContaining(`what waits is plan ${plan} and not 0000`),
    });
    expect(await crosspeer("approve", one.name, two.name, "--plan", plan, "--reason", "fine")).toMatchObject({
      code: 0,
    });
    await world.settle();
    expect(world.connection(one, two)?.state).toBe("active");
    const { out } = await crosspeer("history", one.name, two.name);
    expect(out).toMatch(new RegExp(`plan ${plan} approved by arn:aws:iam::111111111111:root: fine$`));
    await world.setPolicy({});
  });
});

describe("what is not understood", () => {
  it.each([
    { given: "an unknown flag", args: ["status", "--loud"], says: /unknown option '--loud'/ },
    { given: "no network", args: ["plan"], says: /missing required argument/ },
    { given: "an unknown format", args: ["-o", "xml", "status"], says: /Allowed choices are table, json, yaml/ },
    {
      given: "an unknown name",
      args: ["history", "nobody", "no-one"],
      says: /not one network is tagged crosspeer:name=nobody/,
    },
    {
      given: "an unknown name to plan",
      args: ["plan", "nobody", "no-one"],
      says: /not one network is tagged crosspeer:name=nobody/,
    },
  ])("given $given, then 1 and one line that says so", async ({ args, says }) => {
    const { code, out, err } = await crosspeer(...args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("given the command as it is installed, then it asks the lab, by the environment", async () => {
    const env = {
      ...process.env,
      ...{ AWS_ENDPOINT_URL: world.lab.endpoint, AWS_REGION: "us-east-1", NODE_OPTIONS: "" },
      ...{ AWS_ACCESS_KEY_ID: "LABK111111111111", AWS_SECRET_ACCESS_KEY: "any" },
    };
    const asked = promisify(execFile)(process.execPath, ["cli/crosspeer.ts", "-o", "json", "history", "a", "b"], {
      env,
    });
    await expect(asked).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^crosspeer: not one network/),
    });
  });
});
