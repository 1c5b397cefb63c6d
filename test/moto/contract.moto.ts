import { describeProviderContract } from "../contract/provider-contract.ts";
import { gaps, makeContractWorld } from "./contract-world.ts";

describeProviderContract(makeContractWorld, gaps);
