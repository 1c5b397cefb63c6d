import { APPLICATION, AzureLab, FOREIGN, HUB, OTHER_TENANT, send } from "./azure-lab.ts";
import {
  groupPath,
  half,
  makeGroup,
  makeVnet,
  peeringPath,
  securityGroupPath,
  vnetBody,
  vnetPath,
} from "./builders.ts";

let lab: AzureLab;

beforeEach(async () => {
  lab = await AzureLab.start();
});

afterEach(() => lab.stop());

describe("what all of Azure Resource Manager shares", () => {
  it.each([
    { given: "no group", path: vnetPath("a"), expected: [404, "ResourceGroupNotFound"] },
    {
      given: "no subscription of that id",
      path: groupPath(HUB.replace("2", "9")),
      expected: [404, "SubscriptionNotFound"],
    },
    { given: "no id of a subscription", path: groupPath("me"), expected: [400, "InvalidSubscriptionId"] },
    {
      given: "a subscription of another tenant",
      path: groupPath(FOREIGN),
      expected: [401, "InvalidAuthenticationTokenTenant"],
    },
    { given: "a path that names none", path: "/resourceGroups", expected: [404, "MissingSubscription"] },
    {
      given: "a type that the lab has not",
      path: `/subscriptions/${HUB}/providers/Microsoft.Web/sites`,
      expected: [404, "InvalidResourceType"],
    },
    { given: "no version", path: `${groupPath()}?api-version=`, expected: [400, "MissingApiVersionParameter"] },
    {
      given: "a version that is no day",
      path: `${groupPath()}?api-version=2025-02-30`,
      expected: [400, "InvalidApiVersionParameter"],
    },
    {
      given: "a version to come",
      path: `${groupPath()}?api-version=2031-01-01`,
      expected: [400, "InvalidApiVersionParameter"],
    },
  ])("given $given, then $expected", async ({ path, expected }) => {
    const { status, body } = await lab.call("GET", path);
    expect([status, body.error.code]).toEqual(expected);
  });

  it.each([
    { given: "a network", path: vnetPath("none"), code: "ResourceNotFound" },
    { given: "a peering of a network that is not there", path: peeringPath("none", "x"), code: "ResourceNotFound" },
    { given: "a peering", path: peeringPath("a", "x"), code: "NotFound" },
    { given: "a subnet", path: `${vnetPath("a")}/subnets/x`, code: "NotFound" },
    { given: "a security group", path: securityGroupPath("none"), code: "ResourceNotFound" },
  ])("given $given that is not there, then $code", async ({ path, code }) => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    const { status, body } = await lab.call("GET", path);
    expect([status, body.error.code]).toEqual([404, code]);
  });

  it("given a child of a network that is not there, then a PUT says ParentResourceNotFound", async () => {
    await makeGroup(lab);
    const { status, body } = await lab.call("PUT", peeringPath("none", "x"), half(vnetPath("b")));
    expect([status, body.error.code]).toEqual([404, "ParentResourceNotFound"]);
  });

  it.each([
    { given: "no token", headers: {}, code: "AuthenticationFailed" },
    { given: "a token of nobody", headers: { authorization: "Bearer x.y.z" }, code: "InvalidAuthenticationToken" },
  ])("given $given, then 401 with a challenge", async ({ headers, code }) => {
    const url = new URL(`${groupPath()}?api-version=2026-01-01`, lab.cloud.endpoint);
    const answer = await send({ method: "GET", url, headers, ca: lab.cloud.ca, body: undefined });
    expect([answer.status, answer.body.error.code]).toEqual([401, code]);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer authorization_uri=/);
  });

  it("given a body that is no JSON, then InvalidRequestContent", async () => {
    await makeGroup(lab);
    expect((await lab.call("PUT", vnetPath("a"), "{")).body.error.code).toBe("InvalidRequestContent");
  });

  it("given groups, then they can be read, listed, asked for and taken away, with the case of their name kept", async () => {
    const made = await lab.call("PUT", groupPath(HUB, "My-Group"), { location: "westeurope", tags: { a: "1" } });
    expect([made.status, made.body.tags]).toEqual([201, { a: "1" }]);
    expect((await lab.call("GET", groupPath(HUB, "MY-GROUP"))).body.name).toBe("My-Group");
    expect((await lab.call("HEAD", groupPath(HUB, "my-group"))).status).toBe(204);
    expect((await lab.call("HEAD", groupPath(HUB, "none"))).status).toBe(404);
    expect((await lab.call("GET", `/subscriptions/${HUB}/resourceGroups`)).body.value).toHaveLength(1);
    expect((await lab.call("DELETE", groupPath(HUB, "my-group"))).status).toBe(200);
    expect((await lab.call("GET", groupPath(HUB, "my-group"))).status).toBe(404);
  });

  it("given any answer, then it carries ids, and repeats the caller's", async () => {
    const { headers } = await lab.call("GET", groupPath(), undefined, {
      headers: { "x-ms-client-request-id": "mine" },
    });
    expect(headers["x-ms-client-request-id"]).toBe("mine");
    for (const name of ["x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id"]) {
      expect(headers[name]).toMatch(/[\da-f-]{36}$/);
    }
  });

  it("given calls, then the journal tells the action that a role must grant, and by whom", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    const entry = lab.journal.entries.at(-1);
    expect(entry).toMatchObject({
      ...{ cloud: "azure", service: "Microsoft.Network", action: "virtualNetworks/write", account: HUB, write: true },
      ...{ status: 201, principal: expect.stringContaining(APPLICATION) },
    });
  });

  it.each([
    { when: "before" as const, made: false },
    { when: "after" as const, made: true },
  ])("given a fault $when a call, then it is refused and made is $made", async ({ when, made }) => {
    await makeGroup(lab);
    lab.faults.inject({
      when,
      service: "Microsoft.Network",
      action: "virtualNetworks/write",
      code: "TooManyRequests",
      status: 429,
    });
    const refused = await lab.call("PUT", vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16"] }));
    expect([refused.status, refused.headers["retry-after"], refused.body.error.code]).toEqual([
      429,
      "10",
      "TooManyRequests",
    ]);
    expect((await lab.call("GET", vnetPath("a"))).status).toBe(made ? 200 : 404);
  });

  it("given a fault that loses the answer, then the caller sees none and the call took effect", async () => {
    await makeGroup(lab);
    lab.faults.inject({ when: "after", action: "virtualNetworks/write" });
    await expect(lab.call("PUT", vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16"] }))).rejects.toThrow();
    expect((await lab.call("GET", vnetPath("a"))).status).toBe(200);
  });
});

describe("throttling", () => {
  it("given more calls than the bucket holds, then 429, Retry-After, and room again by then; other callers have their own", async () => {
    await lab.stop();
    const bucket = { capacity: 2, refill: 0.5 };
    lab = await AzureLab.start({ throttling: { reads: bucket, writes: bucket, deletes: bucket } });
    const read = async () => lab.call("GET", `/subscriptions/${HUB}/resourceGroups`);
    const left = [await read(), await read()].map(
      ({ headers }) => headers["x-ms-ratelimit-remaining-subscription-reads"],
    );
    expect(left).toEqual(["1", "0"]);
    const { status, headers, body } = await read();
    expect([status, headers["retry-after"], body.error.code]).toEqual([429, "2", "SubscriptionRequestsThrottled"]);
    const foreign = await lab.call("GET", groupPath(FOREIGN), undefined, { tenant: OTHER_TENANT });
    expect(foreign.body.error.code).toBe("ResourceGroupNotFound");
    await lab.clock.advance(2_000);
    expect((await read()).status).toBe(200);
  });
});
