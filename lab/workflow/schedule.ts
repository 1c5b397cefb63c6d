import { Cron } from "croner";

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The largest value of the fields that a step can stand in: minutes, hours, day of month, month, day of week, year. */
const LARGEST = [59, 23, 31, 12, 7, 2199];

/**
 * When a schedule expression of EventBridge, `rate(5 minutes)` or `cron(0 9 ? * MON-FRI *)`, fires next after a time; both
 * in epoch milliseconds, cron in UTC. A rate counts from the time given: ask with the last firing, or the rule's making.
 * Undefined when it never fires again; throws for an expression that is not valid.
 */
export function nextFiring(expression: string, after: number): number | undefined {
  const rate = expression.match(/^rate\((\d+) (minute|hour|day)(s?)\)$/);
  if (rate !== null) return after + interval(expression, rate);
  const fields = expression.match(/^cron\(([^)]*)\)$/)?.[1]?.split(" ");
  if (fields === undefined || fields.length !== 6) throw new Error(invalid(expression));
  return scheduleOf(expression, fields).nextRun(new Date(after))?.getTime();
}

function interval(expression: string, [, count, unit = "", plural]: readonly string[]): number {
  const value = Number(count);
  // EventBridge takes `1 minute` and `2 minutes`, and refuses `1 minutes` and `2 minute`.
  if (value < 1 || (value === 1) !== (plural === "")) throw new Error(invalid(expression));
  return value * (UNITS[unit] ?? 0);
}

function scheduleOf(expression: string, fields: readonly string[]): Cron {
  // One of day-of-month and day-of-week must be left open with `?` (EventBridge user guide, "Cron expressions").
  if ((fields[2] === "?") === (fields[4] === "?")) throw new Error(invalid(expression));
  try {
    return new Cron(["0", ...fields.map(normalized)].join(" "), {
      mode: "7-part",
      alternativeWeekdays: true,
      timezone: "UTC",
      paused: true,
    });
  } catch (error) {
    throw new Error(invalid(expression), { cause: error });
  }
}

/** A field in croner's terms: `a/n` is from a to the end by n, and a bare L in day-of-week is Saturday. */
function normalized(field: string, index: number): string {
  if (index === 4 && field === "L") return "7";
  return field.replace(/(?<![\d-])(\d+)\/(\d+)/g, `$1-${LARGEST[index]}/$2`);
}

function invalid(expression: string): string {
  return `Parameter ScheduleExpression is not valid: ${expression}`;
}
