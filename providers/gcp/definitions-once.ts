import * as gax from "google-gax/fallback";

type Definitions = Parameters<gax.GrpcClient["loadProtoJSON"]>[0];

const read = new WeakMap<Definitions, ReturnType<gax.GrpcClient["loadProtoJSON"]>>();

/** As the SDK's, which writes out and hashes all of Compute's definitions for each client to see that it knows them. */
class GrpcClient extends gax.GrpcClient {
  override loadProtoJSON(definitions: Definitions) {
    const known = read.get(definitions) ?? super.loadProtoJSON(definitions);
    read.set(definitions, known);
    return known;
  }
}

const fallback = { ...gax.fallback, GrpcClient };

/**
 * The half of the SDK's foundation that speaks HTTP, to be given to each client: definitions are read once for all. Clients
 * take the `fallback` of what they are given.
 */
export const definitionsOnce = { ...fallback, fallback };
