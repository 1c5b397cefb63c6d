/** Which folder may import which. Each rule's comment is written to the person who has just broken it. */

const sdk = "(^|/)node_modules/@aws-sdk/";
const ec2 = `${sdk}client-ec2/`;
const sts = `${sdk}client-sts/`;
/** Where flow logs lie. */
const logs = `${sdk}client-cloudwatch-logs/`;
const google = "(^|/)node_modules/(@google-cloud|google-auth-library|google-gax)/";
const azure = "(^|/)node_modules/@azure/";
const cdk = "(^|/)node_modules/(aws-cdk-lib|constructs|cdk-nag|esbuild)/";
const lambdaMiddleware = "(^|/)node_modules/(@middy|@aws-lambda-powertools)/";
const packages = ["npm", "npm-dev", "npm-no-pkg", "npm-optional", "npm-peer", "npm-bundled", "npm-unknown"];

/** A folder and all of ours that it may import, itself included. */
function arrow(folder, targets, comment) {
  return rule(`${folder}-imports`, comment, {
    from: { path: `^${folder}/` },
    to: { pathNot: targets.map((target) => `^${target}`), dependencyTypes: ["local"] },
  });
}

function rule(name, comment, sides) {
  return { name, severity: "error", comment, ...sides };
}

const arrows = [
  arrow(
    "core",
    ["core/"],
    "core/ says what is true and needs nobody: hand it the value, or move your code to reconcile/.",
  ),
  arrow(
    "reconcile",
    ["reconcile/", "core/", "providers/(cloud-provider|provider|vpn|flow-logs)\\.ts$"],
    "A step knows ports and the Provider interface, not who stands behind them: add to ports.ts or provider.ts.",
  ),
  arrow(
    "providers",
    ["providers/", "core/"],
    "A provider answers questions about one cloud: what to do with the answer is for reconcile/.",
  ),
  arrow(
    "runtime",
    ["runtime/", "reconcile/", "providers/", "core/"],
    "runtime/ puts implementations behind ports; what is built upon it is not known to it.",
  ),
  arrow(
    "functions",
    ["functions/", "runtime/", "reconcile/", "core/"],
    "A handler is ten lines: schemas and one step. Clouds reach it through compose() in runtime/.",
  ),
  arrow(
    "lib",
    ["lib/", "core/"],
    "lib/ names functions/ and statemachines/ by path only: importing a handler would run it at synthesis.",
  ),
  arrow(
    "cli",
    ["cli/", "runtime/", "reconcile/", "core/"],
    "The command line asks the hub, by runtime/hub.ts, and prints: what it should know belongs there.",
  ),
  arrow("bin", ["lib/"], "bin/ only starts the CDK app: what it should know belongs in lib/."),
  arrow(
    "lab",
    ["lab/", "core/"],
    "The lab runs the product as deployed: code that both share would agree with itself and prove nothing.",
  ),
  arrow(
    "bench",
    ["bench/", "core/", "lab/", "lib/(bundle-handlers|permissions)\\.ts$"],
    "A benchmark measures core/ and the bundle directly, and all else through the lab.",
  ),
];

const typesOnly = [
  rule(
    "reconcile-takes-provider-as-type",
    "A step is handed its provider: write `import type`, or it is bundled with every function.",
    {
      from: { path: "^reconcile/" },
      to: { path: "^providers/", dependencyTypesNot: ["type-only"] },
    },
  ),
  rule(
    "runtime-takes-ports-as-types",
    "runtime/ implements the ports; it runs no step. Use `import type` from reconcile/ports.ts.",
    {
      from: { path: "^runtime/" },
      to: { path: "^reconcile/", dependencyTypesNot: ["type-only"] },
    },
  ),
  rule(
    "runtime-knows-only-ports",
    "Of reconcile/, runtime/ knows ports.ts, key-ports.ts and approval-ports.ts: a type that both need belongs there.",
    {
      from: { path: "^runtime/" },
      to: { path: "^reconcile/", pathNot: "^reconcile/(ports|key-ports|approval-ports)\\.ts$" },
    },
  ),
  rule(
    "clouds-load-on-demand",
    "A static import would put this cloud's client into every function: use `await import()`.",
    {
      from: { path: "^(runtime|functions)/" },
      to: { path: "^providers/[^/]+/", dynamic: false, dependencyTypesNot: ["type-only"] },
    },
  ),
  rule(
    "clouds-keep-apart",
    "One cloud's provider knows no other: what they share is in providers/provider.ts or core/.",
    {
      from: { path: "^providers/([^/]+)/" },
      to: {
        path: "^providers/",
        pathNot: ["^providers/$1/", "^providers/(cloud-provider|provider|vpn|flow-logs)\\.ts$"],
      },
    },
  ),
];

const homes = [
  rule("core-uses-no-package", "core/ is plain TypeScript; the one package it takes is fastest-levenshtein.", {
    from: { path: "^core/" },
    to: { dependencyTypes: packages, pathNot: "(^|/)node_modules/fastest-levenshtein/" },
  }),
  rule("core-does-no-io", "core/ has no I/O and no clock: of Node it takes the hash of node:crypto.", {
    from: { path: "^core/" },
    to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
  }),
  rule(
    "reconcile-uses-no-package",
    "A step works over ports: a package that talks to something belongs behind one, in runtime/ or providers/.",
    {
      from: { path: "^reconcile/" },
      to: { dependencyTypes: packages },
    },
  ),
  rule("reconcile-does-no-io", "A step works over ports: of Node it takes the pure node:util.", {
    from: { path: "^reconcile/" },
    to: { dependencyTypes: ["core"], pathNot: "^(node:)?util$" },
  }),
  rule(
    "ec2-only-in-providers",
    "EC2's client is spoken to in providers/aws/ alone: ask through the Provider interface.",
    {
      // The lab's scenarios play the users, who have stock clients; its packets go by what those are answered.
      from: { pathNot: "^(providers/aws|lab/scenarios|lab/packets|test|bench)/" },
      to: { path: ec2 },
    },
  ),
  rule(
    "sts-only-where-roles-are-taken-on",
    "Roles are taken on in providers/aws/, and in runtime/ for the other clouds.",
    {
      from: { pathNot: "^(providers/aws|runtime|lab/scenarios|test|bench)/" },
      to: { path: sts },
    },
  ),
  rule(
    "google-only-in-providers",
    "Google's clients are spoken to in providers/gcp/ alone: ask through the Provider.",
    {
      from: { pathNot: "^(providers/gcp|test|bench)/" },
      to: { path: google },
    },
  ),
  rule(
    "azure-only-in-providers",
    "Azure's clients are spoken to in providers/azure/ alone: ask through the Provider.",
    {
      from: { pathNot: "^(providers/azure|test|bench)/" },
      to: { path: azure },
    },
  ),
  rule("aws-only-in-runtime", "AWS services of our own are spoken to in runtime/ alone: ask through a port.", {
    from: { pathNot: "^(runtime|test|bench)/" },
    to: { path: sdk, pathNot: [ec2, sts, logs] },
  }),
  rule("cdk-only-in-lib", "CDK is for synthesis: lib/ and bin/ use it, and nothing that runs later.", {
    from: { pathNot: "^(lib|bin|test|bench)/" },
    to: { path: cdk },
  }),
  rule("middleware-only-in-runtime", "Handlers are wrapped in one place, step() in runtime/step.ts: extend that.", {
    from: { pathNot: "^(runtime|test)/" },
    to: { path: lambdaMiddleware },
  }),
  rule(
    "shipped-code-uses-dependencies",
    "What runs in Lambda takes packages from `dependencies`: move the package there, or the code to lib/ or lab/.",
    {
      from: { path: "^(core|reconcile|providers|runtime|functions)/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
  ),
];

const everywhere = [
  rule("nothing-imports-test", "Tests look at the code, never the reverse: move what both need out of test/.", {
    from: { pathNot: "^test/" },
    to: { path: "^test/" },
  }),
  rule(
    "no-cycles",
    "Two files that need each other are one, or hide a third: move what both use to a file of its own.",
    {
      from: { pathNot: "^lab/" },
      to: { circular: true },
    },
  ),
  // The lab's world is one state whose type names every kind of thing in it: there, types may go in circles.
  rule("no-cycles-in-lab", "Two files that call each other hide a third: move what both use to a file of its own.", {
    from: { path: "^lab/" },
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  }),
  rule("no-unresolvable", "There is no such file, or the package is not in package.json.", {
    from: {},
    to: { couldNotResolve: true },
  }),
  rule(
    "no-undeclared-package",
    "The package is there by accident, as another's dependency: declare it in package.json.",
    {
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
  ),
];

export default {
  forbidden: [...arrows, ...typesOnly, ...homes, ...everywhere],
  options: {
    // TypeScript 7 has no compiler API to parse with. Without another parser, dependency-cruiser takes no .ts file, or
    // reads it as JavaScript and misses type-only imports. test/architecture/boundaries.test.ts fails when a file or an
    // import was not seen.
    parser: "swc",
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "^(dist|cdk\\.out|coverage)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "require", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
