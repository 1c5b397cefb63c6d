import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OnLoadArgs, OnLoadResult, Plugin, PluginBuild } from "esbuild";
import { inlineKeys } from "./slim-aws.ts";
import { keepGroups } from "./slim-azure.ts";
import {
  classesOfOtherServices,
  clientModules,
  gaxWithoutGrpc,
  refuseOtherUses,
  serviceOf,
  withoutClasses,
} from "./slim-google.ts";
import { trimProtos } from "./trim-protos.ts";

interface OwnCode {
  /** All of it as one text, packages left out. */
  readonly text: string;
  /** What it imports from packages. */
  readonly imports: readonly string[];
}

/**
 * Makes the clouds' clients small. None of them can be shaken as it is shipped, and each holds all that its cloud can
 * do: of AWS's schemas, Azure's groups of operations and Google's definitions only those are kept that our code uses,
 * and Google's gRPC and the services beside, which Compute does not need, are left out.
 *
 * This relies on the form of their files, which nobody promises: when an upgrade changes it the build fails and says so.
 */
export const slimClients: Plugin = {
  name: "slim-clients",
  async setup(build) {
    const { text, imports } = await readOwnCode(build);
    const google = clientModules(imports);
    const mentions = (name: string) => new RegExp(`\\b${name}\\b`).test(text);

    rewrite(build, /@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/, inlineKeys);
    rewrite(build, /@azure[\\/]arm-network[\\/]dist[\\/]esm[\\/]networkManagementClient\.js$/, (source) =>
      keepGroups(source, mentions),
    );
    rewrite(build, /@google-cloud[\\/]compute[\\/]build[\\/]protos[\\/]protos\.json$/, (source) => {
      const trimmed = trimProtos(JSON.parse(source), google.map(serviceOf));
      // Parsed when it is asked for: quicker than as a literal of this size.
      return `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(trimmed))});`;
    });
    rewrite(build, /google-gax[\\/]build[\\/]src[\\/]index\.js$/, () => {
      for (const client of google) refuseOtherUses(client);
      return gaxWithoutGrpc;
    });
    rewrite(build, classesOfOtherServices, () => withoutClasses);
  },
};

/** A bundle of our own sources alone, with the names that people gave. */
async function readOwnCode({ esbuild, initialOptions }: PluginBuild): Promise<OwnCode> {
  const { outputFiles, metafile } = await esbuild.build({
    ...initialOptions,
    ...{ plugins: [], packages: "external", minify: false, metafile: true, write: false },
  });
  return {
    text: outputFiles.map((file) => file.text).join("\n"),
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path)),
  };
}

function rewrite(build: PluginBuild, filter: RegExp, write: (source: string) => string): void {
  build.onLoad({ filter }, ({ path }: OnLoadArgs): OnLoadResult => {
    try {
      return { contents: write(readFileSync(path, "utf8")), loader: "js", resolveDir: join(path, "..") };
    } catch (error) {
      return { errors: [{ text: error instanceof Error ? error.message : String(error), location: { file: path } }] };
    }
  });
}
