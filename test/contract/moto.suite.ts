import { makeMotoWorld } from "./moto-world.ts";
import { describeProviderContract } from "./provider-contract.ts";

// Not a `.test.ts`: it needs a server that npm does not bring.
describeProviderContract(
  () => makeMotoWorld(process.env["MOTO_ENDPOINT"] ?? "http://127.0.0.1:5000"),
  [
    "blackholes",
    "overlap",
    "visibility",
    "same-request",
    "option-checks",
    "expiry",
    "role-checks",
    "ipv6-duplicates",
    "opened-rules",
    "accepter-tags",
  ],
);
