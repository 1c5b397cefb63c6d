import { AzureLab } from "./azure-lab.ts";
import { comparedWith, readRecordings, recordingsFolder } from "./recordings.ts";
import { replay } from "./replay.ts";

const recordings = readRecordings();
let lab: AzureLab;

beforeEach(async () => {
  lab = await AzureLab.start({ limits: { basicPublicIps: 10 } });
});

afterEach(() => lab.stop());

describe(`the lab's answers beside ${comparedWith}`, () => {
  it("given the recordings that are at hand, then they are found", () => {
    expect(recordings.length).toBe(recordingsFolder === undefined ? 0 : 15);
  });

  for (const { name, exchanges } of recordings) {
    it(`given ${name}, then status, headers, states and every field are the same`, async () => {
      const pairs = await replay(lab, exchanges);
      expect(pairs.length).toBeGreaterThan(5);
      expect(pairs.map(({ call, ours }) => ({ call, answer: ours }))).toEqual(
        pairs.map(({ call, theirs }) => ({ call, answer: theirs })),
      );
    });
  }
});
