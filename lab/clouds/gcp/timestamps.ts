const PACIFIC = new Intl.DateTimeFormat("en-US", { timeZone: "America/Los_Angeles", timeZoneName: "longOffset" });

/** Compute's own form of a time: Pacific time with its offset, `2021-03-15T10:57:55.939-07:00`. */
export function pacificTime(milliseconds: number): string {
  const zone = PACIFIC.formatToParts(milliseconds).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const hours = Number(zone.slice(3, 6));
  const local = new Date(milliseconds + hours * 3_600_000).toISOString();
  return `${local.slice(0, -1)}${zone.slice(3)}`;
}
