import { makeLabWorld } from "./lab-world.ts";
import { describeProviderContract } from "./provider-contract.ts";

describeProviderContract(makeLabWorld);
