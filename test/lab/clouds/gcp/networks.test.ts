import { makeAutoNetwork, makeNetwork, networkPath } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
});
afterEach(() => lab.close());

describe("networks", () => {
  it("given a new network, then it has a route to the Internet and no subnet", async () => {
    await makeNetwork(lab, "lab-a/net");
    const { body } = await lab.ask("GET", "lab-a/global/networks/net");
    expect(body).toMatchObject({ name: "net", autoCreateSubnetworks: false });
    expect(body.subnetworks).toBeUndefined();
    const { body: routes } = await lab.ask("GET", "lab-a/global/routes");
    expect(routes.items).toEqual([expect.objectContaining({ destRange: "0.0.0.0/0", priority: 1000 })]);
  });

  it("given auto mode, then every region has a subnet of the network's name", async () => {
    await makeAutoNetwork(lab, "lab-a/auto");
    const { body } = await lab.ask("GET", "lab-a/global/networks/auto");
    expect(body.subnetworks.length).toBeGreaterThan(40);
    const { body: subnet } = await lab.ask("GET", "lab-a/regions/us-central1/subnetworks/auto");
    expect(subnet.ipCidrRange).toBe("10.128.0.0/20");
  });

  it.each([
    { given: "a label", body: { name: "net", autoCreateSubnetworks: false, labels: { a: "b" } }, reason: "badRequest" },
    { given: "no name", body: { autoCreateSubnetworks: false }, reason: "required" },
    { given: "a name in capitals", body: { name: "Net", autoCreateSubnetworks: false }, reason: "invalid" },
    { given: "a name of 64 letters", body: { name: "n".repeat(64), autoCreateSubnetworks: false }, reason: "invalid" },
    { given: "a text for a truth", body: { name: "net", autoCreateSubnetworks: "no" }, reason: "badRequest" },
    { given: "no JSON", body: "{", reason: "parseError" },
  ])("given $given, then it is refused with $reason", async ({ body, reason }) => {
    const answer = await lab.ask("POST", "lab-a/global/networks", body);
    expect([answer.status, answer.body.error.errors[0].reason]).toEqual([400, reason]);
  });

  it("given a field that Google does not know, then the answer names it", async () => {
    const answer = await lab.ask("POST", "lab-a/global/networks", {
      name: "net",
      autoCreateSubnetworks: true,
      lables: {},
    });
    expect(answer.body.error).toMatchObject({
      message: 'Invalid JSON payload received. Unknown name "lables": Cannot find field.',
      status: "INVALID_ARGUMENT",
    });
  });

  it("given a patch of the routing mode, then the operation has the type that was recorded", async () => {
    await makeNetwork(lab, "lab-a/net");
    const { body } = await lab.run("PATCH", "lab-a/global/networks/net", { routingConfig: { routingMode: "GLOBAL" } });
    expect(body.operationType).toBe("compute.networks.patch");
    expect((await lab.ask("GET", "lab-a/global/networks/net")).body.routingConfig.routingMode).toBe("GLOBAL");
  });

  it("given a network in use, then its deletion fails inside the operation, as recorded", async () => {
    await makeNetwork(lab, "lab-a/net");
    const rule = { name: "rule", network: networkPath("lab-a/net"), allowed: [{ IPProtocol: "tcp" }] };
    await lab.run("POST", "lab-a/global/firewalls", rule);
    const { status, body } = await lab.run("DELETE", "lab-a/global/networks/net");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ status: "DONE", httpErrorStatusCode: 400, httpErrorMessage: "BAD REQUEST" },
      error: {
        errors: [
          {
            code: "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE",
            message:
              "The network resource 'projects/lab-a/global/networks/net' is already being used by " +
              "'projects/lab-a/global/firewalls/rule'",
          },
        ],
      },
    });
  });

  it("given an unused network, then it and its default route are gone when the operation ends", async () => {
    await makeNetwork(lab, "lab-a/net");
    await lab.run("DELETE", "lab-a/global/networks/net");
    expect((await lab.ask("GET", "lab-a/global/networks/net")).status).toBe(404);
    expect((await lab.ask("GET", "lab-a/global/routes")).body.items).toBeUndefined();
  });

  it("given a project that is not there, then 404", async () => {
    expect((await lab.ask("GET", "nowhere/global/networks")).body.error.message).toBe(
      "The resource 'projects/nowhere' was not found",
    );
  });

  it("given a project's number in place of its id, then it is the same project", async () => {
    const { body } = await lab.ask("GET", `${lab.world.gcp.numberOf("lab-b")}/global/networks`);
    expect(body.id).toBe("projects/lab-b/global/networks");
    expect((await lab.ask("GET", "lab-b")).body.name).toBe("lab-b");
  });
});
