/** What a scripted function does when it is invoked: gives a result, or fails under a name. */
export type Answer = { readonly payload: unknown } | { readonly fails: string };

/** One run of a machine: what each function answers, invocation by invocation, the last answer again and again. */
export interface Case {
  readonly given: string;
  readonly machine:
    | "reconcile-network"
    | "sweep-networks"
    | "check-health"
    | "connect-networks"
    | "connect-rounds"
    | "peer-networks";
  readonly input: unknown;
  readonly answers: Readonly<Record<string, readonly [Answer, ...Answer[]]>>;
}

const pair = {
  requester: "arn:aws:ec2:us-east-1:111111111111:vpc/vpc-1",
  accepter: "arn:aws:ec2:eu-west-1:222222222222:vpc/vpc-2",
};
const place = { account: "111111111111", region: "us-east-1" };
const connection = "cx-test";
const options = { requester: false, accepter: false };
const asked = { connection, ...pair };

/** Nothing waits longer than it must: moto's waits are real seconds. */
const peered: Case["answers"] = {
  "request-peering": [{ payload: { peering: "pcx-1", phase: "active", waitSeconds: 0 } }],
  "accept-peering": [{ payload: { accepted: true } }],
  "read-peering": [{ payload: { options } }],
  "route-peering": [{ payload: { routes: 4 } }],
};

const plan = {
  ...asked,
  outcome: "change",
  transport: "vpc-peering",
  problems: [],
  fingerprints: { [pair.requester]: "one", [pair.accepter]: "two" },
};
const connected: Case["answers"] = {
  ...peered,
  "plan-connection": [{ payload: plan }],
  "open-firewall": [{ payload: { rules: 2 } }],
  "verify-connection": [{ payload: { routes: 4 } }],
  "record-connection": [{ payload: { phase: "active" } }],
  "record-failure": [{ payload: { problem: { rule: "failed", message: "it failed", remedy: "look" } } }],
};
const wish = { ...pair, generation: 0 };
const overlap = { rule: "overlap", message: "10.0.0.0/16 is in both", remedy: "renumber one" };

export const cases: readonly Case[] = [
  { given: "nothing amiss", machine: "peer-networks", input: asked, answers: peered },
  {
    given: "throttled twice and then success",
    machine: "peer-networks",
    input: asked,
    answers: {
      ...peered,
      "request-peering": [{ fails: "Throttled" }, { fails: "Throttled" }, ...(peered["request-peering"] ?? [])],
    },
  },
  {
    given: "an accepter that refuses",
    machine: "peer-networks",
    input: asked,
    answers: { ...peered, "accept-peering": [{ fails: "Refused" }] },
  },
  {
    given: "a function that crashes and is then retried",
    machine: "peer-networks",
    input: asked,
    answers: { ...peered, "route-peering": [{ fails: "Lambda.Unknown" }, { payload: { routes: 4 } }] },
  },
  {
    given: "a function that fails as no fault of ours",
    machine: "peer-networks",
    input: asked,
    answers: { ...peered, "route-peering": [{ fails: "TypeError" }] },
  },
  { given: "nothing amiss", machine: "connect-networks", input: wish, answers: connected },
  {
    given: "an overlap that is refused",
    machine: "connect-networks",
    input: wish,
    answers: {
      ...connected,
      "plan-connection": [{ payload: { ...plan, outcome: "refuse", problems: [overlap] } }],
      "record-connection": [{ payload: { phase: "blocked" } }],
    },
  },
  {
    given: "tags that change while the peering is made",
    machine: "connect-networks",
    input: wish,
    answers: { ...connected, "request-peering": [{ fails: "Superseded" }, ...(peered["request-peering"] ?? [])] },
  },
  {
    given: "tags that change before it is recorded",
    machine: "connect-networks",
    input: wish,
    answers: { ...connected, "record-connection": [{ fails: "Superseded" }, { payload: { phase: "active" } }] },
  },
  {
    given: "an accepter that refuses",
    machine: "connect-networks",
    input: wish,
    answers: { ...connected, "accept-peering": [{ fails: "Refused" }] },
  },
  {
    given: "a firewall that refuses",
    machine: "connect-networks",
    input: wish,
    answers: { ...connected, "open-firewall": [{ fails: "QuotaExceeded" }] },
  },
  {
    given: "one network",
    machine: "reconcile-network",
    input: { network: pair.requester },
    answers: {
      "read-intent": [{ payload: { connections: [pair] } }],
      "start-connections": [{ payload: { started: ["cx-test-0"], waiting: 0 } }],
    },
  },
  {
    given: "a round that takes a while",
    machine: "connect-rounds",
    input: { generation: 0 },
    answers: {
      "start-round": [{ payload: { started: [{ connection, generation: 0 }] } }, { payload: { started: [] } }],
      "read-round": [{ payload: { over: false } }, { payload: { over: true } }],
    },
  },
  {
    given: "a round that cannot be started",
    machine: "connect-rounds",
    input: { generation: 0 },
    answers: { "start-round": [{ fails: "Refused" }] },
  },
  {
    given: "a network that another connection writes to",
    machine: "peer-networks",
    input: asked,
    answers: { ...peered, "request-peering": [{ fails: "Busy" }, ...(peered["request-peering"] ?? [])] },
  },
  {
    given: "tags that cannot be read",
    machine: "sweep-networks",
    input: { sweep: true },
    answers: {
      "list-places": [{ payload: { places: [place] } }],
      "read-place": [{ payload: { networks: 1 } }],
      "read-intent": [{ fails: "Refused" }],
      "record-failure": [{ payload: { problem: overlap } }],
    },
  },
  {
    given: "a sweep, and a place that cannot be read",
    machine: "sweep-networks",
    input: { sweep: true },
    answers: {
      "list-places": [{ payload: { places: [place] } }],
      "read-place": [{ fails: "Denied" }],
      "read-intent": [{ payload: { connections: [pair], oldest: 0 } }],
      "start-connections": [{ payload: { started: ["cx-test-0"], waiting: 0 } }],
    },
  },
  {
    given: "drift in a batch",
    machine: "check-health",
    input: {},
    answers: {
      "list-connections": [{ payload: { batches: [["cx-a"]] } }],
      "check-health": [{ payload: { connections: [pair] } }],
      "start-connections": [{ payload: { started: ["cx-test-0"], waiting: 0 } }],
    },
  },
  {
    given: "a batch that cannot be read",
    machine: "check-health",
    input: {},
    answers: { "list-connections": [{ payload: { batches: [["cx-a"]] } }], "check-health": [{ fails: "Refused" }] },
  },
];
