import type { Plugin } from "esbuild";

const http = /^(node:)?https?$/;
const namespace = "require-http";

/**
 * Takes Node's HTTP modules by `require` where code imports them. An import reads all that such a module exports, and
 * among the exports of `node:http` is WebSocket: with it Node loads a second HTTP client, of its own, for about 10 ms of
 * a cold start with Azure's client.
 */
export const requireHttp: Plugin = {
  name: "require-http",
  setup(build) {
    build.onResolve({ filter: http }, ({ path, namespace: importer }) =>
      importer === namespace ? { path, external: true } : { path: path.replace(/^(node:)?/, "node:"), namespace },
    );
    build.onLoad({ filter: http, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};
