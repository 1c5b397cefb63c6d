import type { Lab } from "../../../../../lab/lab.ts";
import { clientConfig, HUB, REGION, startTestLab } from "../server/lab-clients.ts";
import { deployMachines } from "../states/machine-lab.ts";

const WHO = `async (event) => {
  console.log("said " + event.word);
  const { AWS_LAMBDA_FUNCTION_NAME, AWS_ENDPOINT_URL, TZ } = process.env;
  return { AWS_LAMBDA_FUNCTION_NAME, AWS_ENDPOINT_URL, TZ };
}`;

describe("lab/clouds/aws/lambda", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startTestLab();
    const functions = { who: WHO, broken: "async () => { throw new TypeError('bad'); }" };
    await deployMachines(lab, { machines: {}, functions });
  });
  afterEach(() => lab.close());
  const invoke = (name: string) => {
    const { accessKeyId } = clientConfig(lab).credentials;
    const credential = `${accessKeyId}/20260101/${REGION}/lambda/aws4_request`;
    return fetch(`${lab.endpoint}/2015-03-31/functions/${name}/invocations`, {
      method: "POST",
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=x` },
      body: JSON.stringify({ word: "hello" }),
    });
  };

  it("given a function's name, then its result, its environment and its log are there", async () => {
    const response = await invoke("who");
    expect(await response.json()).toEqual({
      ...{ AWS_LAMBDA_FUNCTION_NAME: "who", AWS_ENDPOINT_URL: lab.endpoint, TZ: "UTC" },
    });
    expect(lab.functionLogs().map(({ group, message }) => [group, message])).toEqual([
      ["/aws/lambda/who", "said hello"],
    ]);
  });

  it("given a function that throws, then 200 with X-Amz-Function-Error and the error", async () => {
    const response = await invoke(encodeURIComponent(`arn:aws:lambda:${REGION}:${HUB}:function:broken`));
    expect(response.status).toBe(200);
    expect(response.headers.get("x-amz-function-error")).toBe("Unhandled");
    expect(await response.json()).toMatchObject({ errorType: "TypeError", errorMessage: "bad" });
  });

  it("given a function that is not there, then ResourceNotFoundException", async () => {
    const response = await invoke("nobody");
    expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([404, "ResourceNotFoundException"]);
  });
});
