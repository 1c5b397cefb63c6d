import { BlockList, isIP } from "node:net";
import * as z from "zod";

/** A value at the end of a path of an event. */
export type Leaf = string | number | boolean | null;
/** Whether a field matches, given its values: none where the event lacks it, several where it is an array. */
export type Matcher = (values: readonly Leaf[]) => boolean;

type Test = (value: Leaf) => boolean;

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Cased = z.strictObject({ "equals-ignore-case": z.string() });
const oneOrMore = <T extends z.ZodType>(type: T) => z.union([type, z.array(type).min(1)]);
const Wildcard = z.string().refine((pattern) => !pattern.includes("**"), "consecutive wildcards");
const AnythingBut = z.union([
  oneOrMore(z.string()),
  oneOrMore(z.number()),
  z.strictObject({ prefix: oneOrMore(z.string().min(1)) }),
  z.strictObject({ suffix: oneOrMore(z.string().min(1)) }),
  z.strictObject({ wildcard: oneOrMore(Wildcard) }),
  z.strictObject({ "equals-ignore-case": oneOrMore(z.string()) }),
]);
const Operator = z.union([
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ prefix: z.union([z.string(), Cased]) }),
  z.strictObject({ suffix: z.union([z.string(), Cased]) }),
  z.strictObject({ wildcard: Wildcard }),
  z.strictObject({ "equals-ignore-case": z.string() }),
  z.strictObject({ cidr: z.string() }),
  z.strictObject({ numeric: z.array(z.union([z.string(), z.number()])).min(2) }),
  z.strictObject({ "anything-but": AnythingBut }),
]);
type Operator = z.infer<typeof Operator>;
const MatcherSchema = z.union([Scalar, Operator]);

/** Compiles one element of a pattern's array; throws a plain Error for one that EventBridge refuses. */
export function compileMatcher(source: unknown): Matcher {
  const parsed = MatcherSchema.safeParse(source);
  if (!parsed.success) throw new Error(`unrecognized match ${JSON.stringify(source)}`);
  const matcher = parsed.data;
  if (!isOperator(matcher)) return (values) => values.includes(matcher);
  if ("exists" in matcher) return (values) => values.length > 0 === matcher.exists;
  const test = compileOperator(matcher);
  return (values) => values.some(test);
}

function isOperator(matcher: z.infer<typeof MatcherSchema>): matcher is Operator {
  return typeof matcher === "object" && matcher !== null;
}

function compileOperator(operator: Exclude<Operator, { exists: boolean }>): Test {
  if ("prefix" in operator) return affix(operator.prefix, (text, part) => text.startsWith(part));
  if ("suffix" in operator) return affix(operator.suffix, (text, part) => text.endsWith(part));
  if ("wildcard" in operator) return wildcard(operator.wildcard);
  if ("equals-ignore-case" in operator) return onText((text) => sameLetters(text, operator["equals-ignore-case"]));
  if ("cidr" in operator) return cidr(operator.cidr);
  if ("numeric" in operator) return numeric(operator.numeric);
  const excluded = compileExcluded(operator["anything-but"]);
  return (value) => !excluded.some((test) => test(value));
}

/** The tests of which a value of `anything-but` may pass none. A value of another type passes none: it is anything but. */
function compileExcluded(source: z.infer<typeof AnythingBut>): Test[] {
  if (typeof source !== "object" || Array.isArray(source))
    return [source].flat().map((item) => (value) => value === item);
  if ("prefix" in source) return [source.prefix].flat().map((part) => onText((text) => text.startsWith(part)));
  if ("suffix" in source) return [source.suffix].flat().map((part) => onText((text) => text.endsWith(part)));
  if ("wildcard" in source) return [source.wildcard].flat().map(wildcard);
  return [source["equals-ignore-case"]].flat().map((other) => onText((text) => sameLetters(text, other)));
}

function onText(test: (text: string) => boolean): Test {
  return (value) => typeof value === "string" && test(value);
}

function affix(source: string | z.infer<typeof Cased>, at: (text: string, part: string) => boolean): Test {
  if (typeof source === "string") return onText((text) => at(text, source));
  const part = source["equals-ignore-case"].toLowerCase();
  return onText((text) => at(text.toLowerCase(), part));
}

function sameLetters(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** `*` is any run of characters; `\*` and `\\` are themselves. */
function wildcard(pattern: string): Test {
  const parts = pattern.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const source = parts.map((part) => (part === "*" ? ".*" : escaped(part.replace(/^\\([*\\])$/, "$1"))));
  const expression = new RegExp(`^${source.join("")}$`, "su");
  return onText((text) => expression.test(text));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function cidr(block: string): Test {
  const [address = "", length = ""] = block.split("/");
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(length) || Number(length) > (family === 4 ? 32 : 128)) {
    throw new Error(`malformed CIDR ${JSON.stringify(block)}`);
  }
  const list = new BlockList();
  list.addSubnet(address, Number(length), family === 4 ? "ipv4" : "ipv6");
  return onText((text) => isIP(text) === family && list.check(text, family === 4 ? "ipv4" : "ipv6"));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** `[">", 0, "<=", 5]`: one comparison, or a lower and an upper bound in that order. */
function numeric(source: readonly (string | number)[]): Test {
  const [first, second] = [comparison(source[0], source[1]), source.length > 2 && comparison(source[2], source[3])];
  const ranged =
    String(source[0]).startsWith(">") && String(source[2]).startsWith("<") && Number(source[1]) < Number(source[3]);
  if (source.length > 4 || (second !== false && !ranged))
    throw new Error(`bad numeric range ${JSON.stringify(source)}`);
  return (value) => typeof value === "number" && first(value) && (second === false || second(value));
}

function comparison(operator: unknown, bound: unknown): (value: number) => boolean {
  const compare = typeof operator === "string" ? COMPARISONS[operator] : undefined;
  if (compare === undefined) throw new Error(`unrecognized numeric operator ${JSON.stringify(operator)}`);
  // EventBridge's range of numbers in patterns (user guide, "Comparison operators").
  if (typeof bound !== "number" || Math.abs(bound) > 5e9) throw new Error(`bad number ${JSON.stringify(bound)}`);
  return (value) => compare(value, bound);
}
