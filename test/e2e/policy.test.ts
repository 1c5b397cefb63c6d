import { type Couple, Couples } from "../support/couples.ts";
import { DeployedWorld, peeringsOf } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());
/** What only a policy let in goes with it, before the next test counts. */
afterEach(async () => {
  await world.setPolicy({});
  await world.sweep();
});

/** A couple of which only one side has said that it wants the other. */
async function asking(): Promise<Couple> {
  const { one, two } = await couples.build();
  await two.tenant.tag(two.id, { "crosspeer:name": two.name });
  await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
  await world.settle();
  return { one, two };
}

const approve = { approvalHours: 1, rules: [{ name: "by-hand", effect: "approve" }] };

/** Not all that runs is waited for: an execution that waits for a person would do so for a day. */
async function aMoment(): Promise<void> {
  await world.lab.clock.advance(2 * 60_000);
}

/** A couple that has consented and waits for a person. */
async function waiting() {
  await world.setPolicy(approve);
  const { one, two } = await couples.build();
  const mark = world.mark();
  await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
  await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
  await aMoment();
  const connection = world.connection(one, two);
  expect(connection).toMatchObject({ state: "pending", reason: expect.stringMatching(/^needs-approval: /) });
  const hub = await world.hub();
  const id = (await hub.ledger.connections()).find(({ requester }) => [one.id, two.id].includes(requester))?.id;
  const request = id && (await hub.approvals.waiting(id));
  if (id === undefined || request === undefined) throw new Error("nobody waits");
  const answer = (verdict: "approved" | "rejected", plan = request.plan) =>
    hub.approvals.answer(request, { plan, verdict, actor: "arn:aws:iam::111111111111:user/ann", reason: "why not" });
  return { one, two, id, mark, hub, request, answer };
}

describe("rules of the policy", () => {
  it("given one that allows, then the other side's tag is not needed", async () => {
    const { one, two } = await asking();
    expect(world.connection(one, two)?.state).toBe("pending");
    const name = one.name.replace(/\d+$/, "*");
    await world.setPolicy({
      rules: [{ name: "family", effect: "allow", between: [{ name }, { account: "222222222222" }] }],
    });
    await world.sweep();
    expect(world.connection(one, two)?.state).toBe("active");
  });

  it("given one that denies, then blocked, naming it; and what stands is told and not cut", async () => {
    const { one, two } = await couples.build();
    await couples.tag({ one, two });
    await world.setPolicy({ rules: [{ name: "never", effect: "deny", between: [{ name: one.name }] }] });
    const mark = world.mark();
    await world.sweep();
    expect(world.connection(one, two)).toMatchObject({
      state: "blocked",
      reason: expect.stringMatching(/^policy-denied: rule never of the policy forbids to join/),
    });
    expect(world.changesSince(mark)).toEqual([]);
  });

  it("given a document that cannot be read, then nothing new is joined, and it is said why", async () => {
    await world.setPolicy('{"rules": [{"name": "x", "effect": "perhaps"}]}');
    const { one, two } = await couples.build();
    await couples.tag({ one, two });
    expect(world.connection(one, two)).toMatchObject({
      state: "blocked",
      reason: expect.stringMatching(/^policy-unreadable: .*rules\.0\.effect/),
    });
    await world.setPolicy({});
    await world.sweep();
    expect(world.connection(one, two)?.state).toBe("active");
  });
});

describe("a plan that a person has to approve", () => {
  it("given it is approved, then it is carried out, and who approved is kept", async () => {
    const { one, two, id, mark, hub, request, answer } = await waiting();
    expect(world.changesSince(mark)).toEqual([]);
    expect(await world.status(one)).toMatch(/needs-approval/);
    expect(await answer("approved")).toBe(true);
    await world.settle();
    expect(world.connection(one, two)?.state).toBe("active");
    const record = await hub.ledger.connection(id);
    expect(record?.answer).toMatchObject({ verdict: "approved", actor: expect.stringContaining("user/ann") });
    const told = JSON.stringify([
      world.lab.events(),
      world.lab.executions().map(({ output }) => output),
      await world.status(one),
    ]);
    expect(told).toContain("Approval Requested");
    expect(told).not.toContain(request.token);
  });

  it("given the tags change meanwhile, then an approval of the old plan does not let the new one run", async () => {
    const { one, two, id, mark, hub, request, answer } = await waiting();
    await two.tenant.tag(two.id, { "crosspeer:allow": "tcp:443" });
    await aMoment();
    expect(await answer("approved")).toBe(false);
    expect(world.changesSince(mark)).toEqual([]);
    const next = await hub.approvals.waiting(id);
    expect(next?.plan).not.toBe(request.plan);
    if (next === undefined) throw new Error("the new plan is not shown");
    // Somebody answers the new execution with what was shown before.
    await hub.approvals.answer(next, { plan: request.plan, verdict: "approved", actor: "ann" });
    await aMoment();
    expect(world.connection(one, two)?.state).toBe("pending");
    expect(world.changesSince(mark)).toEqual([]);
  });

  it("given it is rejected, then blocked, naming who and why, and sweeps ask no more", async () => {
    const { one, two, id, mark, hub, answer } = await waiting();
    await answer("rejected");
    await world.settle();
    const rejected = /^approval-rejected: arn:aws:iam::111111111111:user.ann rejected plan \w+: why not/;
    expect(world.connection(one, two)).toMatchObject({ state: "blocked", reason: expect.stringMatching(rejected) });
    await world.sweep();
    expect(world.connection(one, two)?.state).toBe("blocked");
    expect(world.changesSince(mark)).toEqual([]);
    expect(await hub.approvals.waiting(id)).toBeUndefined();
  });

  it("given nobody answers in time, then nothing is left of it", async () => {
    const { one, two, id, mark, hub, answer } = await waiting();
    await world.lab.clock.advance(61 * 60_000);
    await world.settle();
    expect(world.connection(one, two)).toMatchObject({
      state: "blocked",
      reason: expect.stringMatching(/^approval-expired: nobody approved plan \w+ in time/),
    });
    expect(await answer("approved")).toBe(false);
    await world.settle();
    expect(await hub.approvals.waiting(id)).toBeUndefined();
    expect(world.changesSince(mark)).toEqual([]);
    expect(await peeringsOf(one)).toEqual([]);
  });
});
