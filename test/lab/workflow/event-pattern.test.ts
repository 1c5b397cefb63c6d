import * as z from "zod";
import { compileEventPattern, InvalidEventPattern } from "../../../lab/workflow/event-pattern.ts";
import { readRecordings } from "./recordings.ts";

const Vectors = z.array(z.object({ label: z.string(), Event: z.json(), EventPattern: z.json() }));
type Vector = z.infer<typeof Vectors>[number];
/** How many vectors there are; fewer means that the file is not the one that was recorded. */
const FLOOR = 60;
const PASS_RATE = 0.97;

function verdict(pattern: unknown, event: unknown): "match" | "no match" | "invalid" {
  try {
    return compileEventPattern(pattern)(event) ? "match" : "no match";
  } catch (error) {
    if (error instanceof InvalidEventPattern) return "invalid";
    throw error;
  }
}

function recordedVerdict({ label }: Vector): "match" | "no match" | "invalid" {
  if (label.endsWith("_EXC")) return "invalid";
  return label.endsWith("_NEG") ? "no match" : "match";
}

describe("compileEventPattern", () => {
  it("given patterns and events recorded at EventBridge, then at least 97 % of the verdicts agree", () => {
    const recordings = readRecordings("asl/event-patterns.json");
    if (recordings === undefined) return;
    const vectors = Vectors.parse(recordings);
    const misses = vectors.filter((vector) => verdict(vector.EventPattern, vector.Event) !== recordedVerdict(vector));
    const lines = misses.map((miss) => `  miss: ${miss.label}: ${verdict(miss.EventPattern, miss.Event)}`);
    const agreed = `recorded event patterns: ${vectors.length - misses.length} of ${vectors.length} agree`;
    process.stderr.write(`${[agreed, ...lines].join("\n")}\n`);
    expect(vectors.length).toBeGreaterThanOrEqual(FLOOR);
    expect(1 - misses.length / vectors.length).toBeGreaterThanOrEqual(PASS_RATE);
  });

  it.each([
    { given: "one of the values", pattern: { a: ["x", "y"] }, event: { a: "y" }, expected: "match" },
    { given: "a number for a string", pattern: { a: ["1"] }, event: { a: 1 }, expected: "no match" },
    { given: "null", pattern: { a: [null] }, event: { a: null }, expected: "match" },
    { given: "null for a missing field", pattern: { a: [null] }, event: {}, expected: "no match" },
    { given: "an array with the value", pattern: { a: ["x"] }, event: { a: ["w", "x"] }, expected: "match" },
    { given: "both fields", pattern: { a: [1], b: [2] }, event: { a: 1, b: 3 }, expected: "no match" },
    {
      given: "fields of different elements",
      pattern: { l: { a: [1], b: [2] } },
      event: { l: [{ a: 1 }, { b: 2 }] },
      expected: "no match",
    },
    {
      given: "fields of one element",
      pattern: { l: { a: [1], b: [2] } },
      event: { l: [{ a: 1 }, { a: 1, b: 2 }] },
      expected: "match",
    },
    {
      given: "a prefix in any case",
      pattern: { a: [{ prefix: { "equals-ignore-case": "AB" } }] },
      event: { a: "abc" },
      expected: "match",
    },
    { given: "no list member", pattern: { a: [{ "anything-but": ["x", "y"] }] }, event: { a: "z" }, expected: "match" },
    {
      given: "a list member",
      pattern: { a: [{ "anything-but": ["x", "y"] }] },
      event: { a: "x" },
      expected: "no match",
    },
    {
      given: "no such suffixes",
      pattern: { a: [{ "anything-but": { suffix: [".a", ".b"] } }] },
      event: { a: "x.b" },
      expected: "no match",
    },
    {
      given: "within a range",
      pattern: { a: [{ numeric: [">=", 1, "<", 5] }] },
      event: { a: 5 },
      expected: "no match",
    },
    { given: "absence", pattern: { a: { b: [{ exists: false }] } }, event: { a: 1 }, expected: "match" },
    {
      given: "an IPv6 block",
      pattern: { a: [{ cidr: "2001:db8::/32" }] },
      event: { a: "2001:db8:1::1" },
      expected: "match",
    },
    {
      given: "a host name for an address",
      pattern: { a: [{ cidr: "10.0.0.0/8" }] },
      event: { a: "ten" },
      expected: "no match",
    },
    { given: "an escaped star", pattern: { a: [{ wildcard: "a\\*.*" }] }, event: { a: "a*.b" }, expected: "match" },
    { given: "dots as themselves", pattern: { a: [{ wildcard: "a.*" }] }, event: { a: "abc" }, expected: "no match" },
    { given: "the other way of $or", pattern: { $or: [{ a: [1] }, { b: [2] }] }, event: { b: 2 }, expected: "match" },
    {
      given: "$or and a field",
      pattern: { c: [3], $or: [{ a: [1] }, { b: [2] }] },
      event: { b: 2 },
      expected: "no match",
    },
    {
      given: "$or inside detail",
      pattern: { detail: { $or: [{ a: [1] }, { b: [{ exists: true }] }] } },
      event: { detail: { b: 0 } },
      expected: "match",
    },
    { given: "$or of one", pattern: { $or: [{ a: [1] }] }, event: { a: 1 }, expected: "invalid" },
    { given: "nothing", pattern: {}, event: {}, expected: "invalid" },
    { given: "a value outside an array", pattern: { a: 1 }, event: { a: 1 }, expected: "invalid" },
    {
      given: "two operators in one",
      pattern: { a: [{ prefix: "a", suffix: "b" }] },
      event: { a: "ab" },
      expected: "invalid",
    },
    {
      given: "an upper bound first",
      pattern: { a: [{ numeric: ["<", 5, ">", 1] }] },
      event: { a: 2 },
      expected: "invalid",
    },
    {
      given: "a prefix length beyond 32",
      pattern: { a: [{ cidr: "10.0.0.0/33" }] },
      event: { a: "10.0.0.1" },
      expected: "invalid",
    },
  ] as const)("given $given, then $expected", ({ pattern, event, expected }) => {
    expect(verdict(pattern, event)).toBe(expected);
  });
});
