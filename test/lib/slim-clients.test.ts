import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inlineKeys } from "../../lib/slim-aws.ts";
import { keepGroups } from "../../lib/slim-azure.ts";
import { clientModules, refuseOtherUses, serviceOf } from "../../lib/slim-google.ts";
import { type ProtoNode, trimProtos } from "../../lib/trim-protos.ts";

const { resolve } = createRequire(import.meta.url);
const clientsOfGoogle = "@google-cloud/compute/build/src/v1";
const packages = join(import.meta.dirname, "../../node_modules");
const definitions: ProtoNode = JSON.parse(
  readFileSync(resolve("@google-cloud/compute/build/protos/protos.json"), "utf8"),
);

describe("trimProtos", () => {
  const v1 = namespaceOf(trimProtos(definitions, ["Networks", "GlobalOperations"]));

  it("given two services, then they are kept with every type that they name, and no other service is", () => {
    const services = Object.keys(v1).filter((name) => v1[name]?.methods !== undefined);
    expect(services.sort()).toEqual(["GlobalOperations", "Networks"]);
    expect(Object.keys(v1)).toEqual(
      expect.arrayContaining(["AddPeeringNetworkRequest", "NetworkPeering", "Operation"]),
    );
    expect(Object.keys(v1)).not.toContain("Instance");
  });

  it("given a type that is kept, then it is as it was", () => {
    expect(v1["NetworkPeering"]).toEqual(namespaceOf(definitions)["NetworkPeering"]);
  });

  it.each([
    { given: "a service that is not there", services: ["Peerings"], root: definitions, text: "no Peerings in" },
    { given: "a message for a service", services: ["Network"], root: definitions, text: "Network is no service" },
    { given: "a file of another form", services: [], root: { nested: { google: {} } }, text: "no namespace google" },
    {
      given: "a type that is not there",
      services: ["S"],
      root: rootWith({ S: service("In", "Out"), In: {} }),
      text: "no Out",
    },
    {
      given: "a type of an unknown package",
      services: ["S"],
      root: rootWith({ S: service("In", "Out"), In: {}, Out: { fields: { a: { type: "google.rpc.Status" } } } }),
      text: "a type google.rpc.Status",
    },
  ])("given $given, then the build stops and says so", ({ services, root, text }) => {
    expect(() => trimProtos(root, services)).toThrow(text);
  });
});

describe("Google's clients", () => {
  it("given the client of a collection, then the service that it calls", () => {
    const [path = ""] = clientModules([`${clientsOfGoogle}/global_operations_client.js`, "zod"]);
    expect(serviceOf(path)).toBe("GlobalOperations");
    expect(() => refuseOtherUses(path)).not.toThrow();
  });

  it("given an import of the package's root, then the build stops and says what to import", () => {
    expect(() => clientModules(["@google-cloud/compute"])).toThrow(`import ${clientsOfGoogle}/<name>_client.js`);
  });

  it("given a file that is no client, then the build stops and says so", () => {
    expect(() => serviceOf(import.meta.filename)).toThrow("it looks up no service");
  });

  it("given something of google-gax that is left out, then the build stops and says so", () => {
    const file = join(mkdtempSync(join(tmpdir(), "crosspeer-client-")), "networks_client.js");
    writeFileSync(file, 'google_gax_1 = require("google-gax");\nnew google_gax_1.ChannelCredentials();');
    expect(() => refuseOtherUses(file)).toThrow("it uses ChannelCredentials of google-gax");
  });
});

describe("keepGroups", () => {
  const source = readFileSync(join(packages, "@azure/arm-network/dist/esm/networkManagementClient.js"), "utf8");

  it("given Azure's client, then it makes the groups that are used, and nothing else changes", () => {
    const kept = keepGroups(source, (name) => ["virtualNetworks", "securityRules"].includes(name));
    expect([...kept.matchAll(/this\.(\w+) =\s+_get/g)].map(([, name]) => name)).toEqual([
      "virtualNetworks",
      "securityRules",
    ]);
    expect(kept).toContain("this.pipeline = this._client.pipeline;");
  });

  it.each([
    { given: "no group that is used", text: source, used: "vnets", error: "no group of operations is used" },
    { given: "a client of another form", text: "class Client {}", used: "virtualNetworks", error: "0 of 0 groups" },
    {
      given: "a client of which some groups are made in another way",
      text: source.replace("this.usages = ", "this.usages ??= "),
      used: "virtualNetworks",
      error: "groups",
    },
  ])("given $given, then the build stops and says so", ({ text, used, error }) => {
    expect(() => keepGroups(text, (name) => name === used)).toThrow(error);
  });
});

describe("inlineKeys", () => {
  it.each([
    {
      given: "a computed key",
      source: 'const _xN = "xmlName";\nvar a = [0, { [_xN]: _v }];',
      text: '{ "xmlName": _v }',
    },
    { given: "a name that is not known", source: "var a = { [_xN]: 1 };", text: "{ [_xN]: 1 }" },
    { given: "a list", source: 'const _xN = "xmlName";\nvar a = [_xN];', text: "[_xN]" },
  ])("given $given, then $text", ({ source, text }) => {
    expect(inlineKeys(source)).toContain(text);
  });

  it("given EC2's schemas, then no key is computed from a name that is known", () => {
    const path = join(packages, "@aws-sdk/client-ec2/dist-es/schemas/schemas_0.js");
    const source = inlineKeys(readFileSync(path, "utf8"));
    expect(source).toContain('"ec2QueryName": `');
    expect(source).not.toMatch(/\[_(eQN|xN)\]:/);
  });
});

function namespaceOf(root: ProtoNode): Readonly<Record<string, ProtoNode>> {
  const path = ["google", "cloud", "compute", "v1"];
  return path.reduce((node, name) => node.nested?.[name] ?? {}, root).nested ?? {};
}

function service(requestType: string, responseType: string): ProtoNode {
  return { methods: { Do: { requestType, responseType } } };
}

function rootWith(v1: Readonly<Record<string, ProtoNode>>): ProtoNode {
  const cloud = { nested: { compute: { nested: { v1: { nested: v1 } } } } };
  return { nested: { google: { nested: { cloud, api: { nested: {} }, protobuf: { nested: {} } } } } };
}
