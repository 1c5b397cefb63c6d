import { nextFiring } from "../../../lab/workflow/schedule.ts";

/** A Saturday. */
const after = Date.parse("2026-01-31T12:00:00Z");

describe("nextFiring", () => {
  it.each([
    ["rate(1 minute)", "2026-01-31T12:01:00Z"],
    ["rate(5 minutes)", "2026-01-31T12:05:00Z"],
    ["rate(2 hours)", "2026-01-31T14:00:00Z"],
    ["rate(1 day)", "2026-02-01T12:00:00Z"],
    ["cron(0/15 * * * ? *)", "2026-01-31T12:15:00Z"],
    ["cron(*/10 12 * * ? *)", "2026-01-31T12:10:00Z"],
    ["cron(5/20 10 ? * MON-FRI *)", "2026-02-02T10:05:00Z"],
    ["cron(0,30 8-17/3 ? * 2-6 *)", "2026-02-02T08:00:00Z"],
    ["cron(0 12 31 * ? *)", "2026-03-31T12:00:00Z"],
    ["cron(0 0 L * ? *)", "2026-02-28T00:00:00Z"],
    ["cron(0 0 LW * ? *)", "2026-02-27T00:00:00Z"],
    ["cron(0 0 15W * ? *)", "2026-02-16T00:00:00Z"],
    ["cron(0 0 29 2 ? *)", "2028-02-29T00:00:00Z"],
    ["cron(0 0 1 1/3 ? *)", "2026-04-01T00:00:00Z"],
    ["cron(0 0 ? * 1 *)", "2026-02-01T00:00:00Z"],
    ["cron(0 0 ? * L *)", "2026-02-07T00:00:00Z"],
    ["cron(0 0 ? * 6L *)", "2026-02-27T00:00:00Z"],
    ["cron(0 0 ? * 6#3 *)", "2026-02-20T00:00:00Z"],
    ["cron(0 0 1 JAN ? 2027)", "2027-01-01T00:00:00Z"],
  ])("given %s on Saturday 2026-01-31 at noon, then %s", (expression, expected) => {
    expect(new Date(nextFiring(expression, after) ?? 0).toISOString()).toBe(new Date(expected).toISOString());
  });

  it("given a year that has passed, then never again", () => {
    expect(nextFiring("cron(0 10 1 JAN ? 2025)", after)).toBeUndefined();
  });

  it("given each firing as the start of the next, then a rate keeps its pace", () => {
    const second = nextFiring("rate(5 minutes)", nextFiring("rate(5 minutes)", after) ?? 0);
    expect(second).toBe(after + 600_000);
  });

  it.each([
    "rate(0 minutes)",
    "rate(1 minutes)",
    "rate(5 minute)",
    "rate(5 seconds)",
    "cron(0 9 * * *)",
    "cron(0 9 * * * *)",
    "cron(0 9 ? * ? *)",
    "cron(60 9 * * ? *)",
    "every day",
  ])("given %s, then it is refused", (expression) => {
    expect(() => nextFiring(expression, after)).toThrow(`Parameter ScheduleExpression is not valid: ${expression}`);
  });
});
