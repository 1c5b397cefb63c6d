import { makeNetwork, networkPath, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const PATH = "lab-a/global/firewalls";

let lab: GcpLab;
beforeAll(async () => {
  lab = await startGcpLab();
  for (const network of ["one", "two"]) await makeNetwork(lab, `lab-a/${network}`);
  for (const [name, network, priority] of [
    ["b", "one", 900],
    ["c", "two", 1000],
    ["a", "two", 1000],
  ]) {
    const body = { name, network: networkPath(`lab-a/${network}`), priority, allowed: [{ IPProtocol: "tcp" }] };
    await succeed(lab, "POST", PATH, body);
  }
});
afterAll(() => lab.close());

async function names(query: string): Promise<string[]> {
  const { body } = await lab.ask("GET", `${PATH}?${query}`);
  const items: { name: string }[] = body.items ?? [];
  return items.map(({ name }) => name);
}

const TWO = "https://www.googleapis.com/compute/v1/projects/lab-a/global/networks/two";

describe("lists", () => {
  it.each([
    { query: "", expected: ["a", "b", "c"] },
    { query: "orderBy=creationTimestamp%20desc", expected: ["a", "c", "b"] },
    { query: 'filter=name="b"', expected: ["b"] },
    { query: "filter=name=b", expected: ["b"] },
    { query: "filter=name%20!=%20b", expected: ["a", "c"] },
    { query: "filter=(name%20eq%20a|b)", expected: ["a", "b"] },
    { query: `filter=network="${TWO}"`, expected: ["a", "c"] },
    { query: 'filter=network%20eq%20".*\\bone\\b.*"', expected: ["b"] },
    { query: "filter=priority=1000%20AND%20name=c", expected: ["c"] },
    { query: "filter=(priority=1000)(name=a)", expected: ["a"] },
    { query: "filter=allowed.IPProtocol:udp", expected: [] },
    { query: "maxResults=2", expected: ["a", "b"] },
  ])("given $query, then $expected", async ({ query, expected }) => {
    expect(await names(query)).toEqual(expected);
  });

  it("given pages of one, then their tokens lead through all, and the last has none", async () => {
    const seen: string[] = [];
    let token: string | undefined = "";
    while (token !== undefined) {
      const { body } = await lab.ask("GET", `${PATH}?maxResults=1&pageToken=${token}`);
      seen.push(body.items[0].name);
      token = body.nextPageToken;
    }
    expect(seen).toEqual(["a", "b", "c"]);
  });

  it.each([
    { given: "501 results", query: "maxResults=501", reason: "invalid" },
    { given: "a token of someone else", query: "pageToken=abc", reason: "invalid" },
    { given: "another order", query: "orderBy=priority", reason: "invalid" },
    { given: "a filter that is none", query: "filter=name", reason: "invalid" },
    { given: "an unknown parameter", query: "maxresults=1", reason: "badRequest" },
  ])("given $given, then it is refused", async ({ query, reason }) => {
    const { status, body } = await lab.ask("GET", `${PATH}?${query}`);
    expect([status, body.error.errors[0].reason]).toEqual([400, reason]);
  });
});
