import { codeFolders, filesIn, read } from "./source-files.ts";

const mostLines = 250;
const mostMedianLines = 80;

const sizes = filesIn(...codeFolders).map((file) => ({ file, lines: read(file).split("\n").length - 1 }));

describe("the size of files", () => {
  it(`given any file, then it has at most ${mostLines} lines`, () => {
    expect(sizes.filter(({ lines }) => lines > mostLines)).toEqual([]);
  });

  it(`given all files, then their median is at most ${mostMedianLines} lines`, () => {
    const inOrder = sizes.map(({ lines }) => lines).sort((one, other) => one - other);
    expect(inOrder[Math.floor(inOrder.length / 2)]).toBeLessThanOrEqual(mostMedianLines);
  });
});
