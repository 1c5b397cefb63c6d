import { readRecordings } from "../recordings.ts";
import { differences, type RecordedCase, RecordedCases, replay } from "./recorded-case.ts";

/** Why a recording is no measure of this interpreter. */
const EXCLUSIONS: readonly { readonly reason: string; readonly applies: (recorded: RecordedCase) => boolean }[] = [
  { reason: "verdict of a JSONPath Choice operator", applies: ({ kind }) => kind === "choice" },
  {
    reason: "Distributed Map",
    applies: ({ features }) => features.includes("DistributedMap") || features.includes("ItemReader"),
  },
  {
    reason: "reads or writes by JSONPath",
    applies: ({ definition }) =>
      /"(Parameters|ResultSelector|Variable|Result|Iterator|\w+Path)":|\.\$"|"States\.\w+\(/.test(
        JSON.stringify(definition),
      ),
  },
  { reason: "activity", applies: ({ features }) => features.includes("activity") },
];
/** How many recordings there are to hold it to; fewer means that the filter, not the interpreter, passed. */
const FLOOR = 70;
const PASS_RATE = 0.97;

const recordings = readRecordings("asl/executions.json");

describe("the interpreter and recorded executions of Step Functions", () => {
  it("given the JSONata cases, then at least 97 % agree", async () => {
    if (recordings === undefined) return;
    const all = RecordedCases.parse(recordings);
    const cases = all.filter((recorded) => exclusionOf(recorded) === undefined);
    const misses: string[] = [];
    let sameEvents = 0;
    for (const recorded of cases) {
      const { found, sameHistory } = await compare(recorded);
      if (found.length > 0) misses.push(`${recorded.id}#${recorded.n ?? 0}: ${found.join("; ")}`);
      if (sameHistory) sameEvents++;
    }
    process.stderr.write(report({ all, cases, misses, sameEvents }));
    expect(cases.length).toBeGreaterThanOrEqual(FLOOR);
    expect(1 - misses.length / cases.length).toBeGreaterThanOrEqual(PASS_RATE);
  });
});

async function compare(recorded: RecordedCase): Promise<{ readonly found: string[]; readonly sameHistory: boolean }> {
  try {
    const execution = await replay(recorded);
    const types = execution.events.map((event) => event.type);
    return { found: differences(recorded, execution), sameHistory: types.join() === recorded.expected.types?.join() };
  } catch (error) {
    return { found: [String(error)], sameHistory: false };
  }
}

function exclusionOf(recorded: RecordedCase): string | undefined {
  return EXCLUSIONS.find(({ applies }) => applies(recorded))?.reason;
}

function report(run: {
  readonly all: readonly RecordedCase[];
  readonly cases: readonly RecordedCase[];
  readonly misses: readonly string[];
  readonly sameEvents: number;
}): string {
  const { all, cases, misses, sameEvents } = run;
  const lines = [
    `recorded executions: ${cases.length - misses.length} of ${cases.length} agree; ${sameEvents} event for event`,
    ...misses.map((miss) => `  miss: ${miss}`),
    ...EXCLUSIONS.map(
      ({ reason }) => `  not run: ${all.filter((recorded) => exclusionOf(recorded) === reason).length} (${reason})`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
