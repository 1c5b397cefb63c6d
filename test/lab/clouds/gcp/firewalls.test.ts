import { makeNetwork, networkPath, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const PATH = "lab-a/global/firewalls";
const rule = {
  ...{ name: "rule", network: networkPath("lab-a/net"), sourceRanges: ["10.0.0.0/20"] },
  allowed: [{ IPProtocol: "tcp", ports: ["443", "8000-8080"] }],
};

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/net");
});
afterEach(() => lab.close());

describe("firewalls", () => {
  it("given a rule, then the answer has what Google fills in", async () => {
    await succeed(lab, "POST", PATH, rule);
    expect((await lab.ask("GET", `${PATH}/rule`)).body).toMatchObject({
      ...{ description: "", direction: "INGRESS", priority: 1000, disabled: false, logConfig: { enable: false } },
      ...{ allowed: rule.allowed, sourceRanges: rule.sourceRanges },
    });
  });

  it("given no source, then a rule stands for the Internet", async () => {
    await succeed(lab, "POST", PATH, { ...rule, sourceRanges: [] });
    expect((await lab.ask("GET", `${PATH}/rule`)).body.sourceRanges).toEqual(["0.0.0.0/0"]);
  });

  it.each([
    {
      given: "a key in the wrong case",
      change: { allowed: [{ ipProtocol: "tcp" }] },
      text: `"ipProtocol" at 'allowed[0]'`,
    },
    { given: "no rules", change: { allowed: [] }, text: "Required field 'resource.allowed'" },
    { given: "both kinds of rules", change: { denied: [{ IPProtocol: "all" }] }, text: "not both" },
    {
      given: "an unknown protocol",
      change: { allowed: [{ IPProtocol: "tpc" }] },
      text: "Must be a well-known protocol",
    },
    { given: "ports of icmp", change: { allowed: [{ IPProtocol: "icmp", ports: ["1"] }] }, text: "protocol has them" },
    {
      given: "a port too high",
      change: { allowed: [{ IPProtocol: "tcp", ports: ["70000"] }] },
      text: "Must be a port",
    },
    { given: "host bits", change: { sourceRanges: ["10.0.0.1/20"] }, text: "Must be a CIDR address range" },
    { given: "both families", change: { sourceRanges: ["10.0.0.0/8", "fd00::/8"] }, text: "both IPv4 and IPv6" },
    {
      given: "a destination for ingress",
      change: { destinationRanges: ["10.0.0.0/8"] },
      text: "Not allowed for INGRESS",
    },
    { given: "a priority too high", change: { priority: 65536 }, text: "Invalid value at 'priority'" },
    { given: "a wrong direction", change: { direction: "BOTH" }, text: "Invalid value at 'direction'" },
    { given: "labels", change: { labels: {} }, text: 'Unknown name "labels"' },
    { given: "a missing network", change: { network: "global/networks/ghost" }, text: "cannot be found" },
    {
      given: "tags with service accounts",
      change: { targetTags: ["a"], targetServiceAccounts: ["b"] },
      text: "one firewall",
    },
  ])("given $given, then it is refused", async ({ change, text }) => {
    const { status, body } = await lab.ask("POST", PATH, { ...rule, ...change });
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(text)]);
  });

  it("given a patch, then lists are replaced and the rest stays", async () => {
    await succeed(lab, "POST", PATH, { ...rule, targetTags: ["node"] });
    await succeed(lab, "PATCH", `${PATH}/rule`, { sourceRanges: ["10.4.0.0/16"], allowed: [{ IPProtocol: "icmp" }] });
    expect((await lab.ask("GET", `${PATH}/rule`)).body).toMatchObject({
      ...{ sourceRanges: ["10.4.0.0/16"], allowed: [{ IPProtocol: "icmp" }], targetTags: ["node"], priority: 1000 },
    });
  });

  it.each([{ name: "other" }, { direction: "EGRESS" }, { network: "global/networks/other" }])(
    "given a patch of %j, then it is refused",
    async (change) => {
      await succeed(lab, "POST", PATH, rule);
      expect((await lab.ask("PATCH", `${PATH}/rule`, change)).body.error.errors[0].reason).toBe("invalid");
    },
  );

  it("given the same name twice, then 409; after its deletion it is free", async () => {
    await succeed(lab, "POST", PATH, rule);
    const { status, body } = await lab.ask("POST", PATH, rule);
    expect([status, body.error.message]).toEqual([
      ...[409, "The resource 'projects/lab-a/global/firewalls/rule' already exists"],
    ]);
    await succeed(lab, "DELETE", `${PATH}/rule`);
    await succeed(lab, "POST", PATH, rule);
  });

  it("given an egress rule, then its ranges are destinations", async () => {
    const { sourceRanges: _none, ...egress } = { ...rule, direction: "EGRESS" };
    await succeed(lab, "POST", PATH, egress);
    const { body } = await lab.ask("GET", `${PATH}/rule`);
    expect([body.destinationRanges, body.sourceRanges]).toEqual([["0.0.0.0/0"], undefined]);
  });
});
