import { AwsClient, type AwsSecurityCredentialsSupplier } from "google-auth-library";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const ROLE = "arn:aws:sts::111111111111:assumed-role/crosspeer/peering";
const EMAIL = "crosspeer@lab-a.iam.gserviceaccount.com";

const supplier: AwsSecurityCredentialsSupplier = {
  getAwsRegion: async () => "us-east-1",
  getAwsSecurityCredentials: async () => ({ accessKeyId: "ASIALAB", secretAccessKey: "secret", token: "token" }),
};

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab({ awsIdentities: (key) => (key === "ASIALAB" ? ROLE : undefined) });
});
afterEach(() => lab.close());

function client(impersonates: boolean, keys = supplier): AwsClient {
  const { endpoint } = lab.world.gcp;
  const pool = `projects/${lab.world.gcp.numberOf("lab-a")}/locations/global/workloadIdentityPools/crosspeer`;
  return new AwsClient({
    ...{ type: "external_account", subject_token_type: "urn:ietf:params:aws:token-type:aws4_request" },
    audience: `//iam.googleapis.com/${pool}/providers/aws`,
    token_url: `${endpoint}/v1/token`,
    aws_security_credentials_supplier: keys,
    ...(impersonates
      ? { service_account_impersonation_url: `${endpoint}/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken` }
      : {}),
    scopes: ["https://www.googleapis.com/auth/cloud-platform"],
  });
}

async function principalOfCall(auth: AwsClient): Promise<string | undefined> {
  const headers = await auth.getRequestHeaders();
  await lab.ask("GET", "lab-a/global/networks", undefined, { authorization: headers.get("authorization") ?? "" });
  return lab.world.journal.entries.at(-1)?.principal;
}

describe("workload identity federation", () => {
  it("given an identity of AWS, then its token stands for the role", async () => {
    expect(await principalOfCall(client(false))).toMatch(
      /^principal:\/\/iam\.googleapis\.com\/projects\/\d{12}\/locations\/global\/workloadIdentityPools\/crosspeer\/subject\/arn:aws:sts::111111111111:assumed-role\/crosspeer\/peering$/,
    );
  });

  it("given impersonation, then the calls are the service account's", async () => {
    expect(await principalOfCall(client(true))).toBe(EMAIL);
    const identity = lab.world.journal.entries.filter(({ service }) => service !== "compute");
    expect(identity.map(({ service, action, params }) => [service, action, params])).toEqual([
      ["sts", "token", undefined],
      ["iamcredentials", "serviceAccounts.generateAccessToken", undefined],
    ]);
  });

  it("given keys that AWS does not know, then there is no token", async () => {
    const strange = {
      ...supplier,
      getAwsSecurityCredentials: async () => ({ accessKeyId: "AKIA", secretAccessKey: "x" }),
    };
    await expect(client(false, strange).getAccessToken()).rejects.toThrow(/invalid_grant/);
  });

  it.each([
    { given: "another grant", change: { grant_type: "password" }, error: "invalid_request" },
    { given: "another kind of subject", change: { subject_token_type: "jwt" }, error: "invalid_request" },
    { given: "an audience that is no pool", change: { audience: "//x" }, error: "invalid_target" },
    { given: "a subject that is no request", change: { subject_token: "{}" }, error: "invalid_grant" },
  ])("given $given, then $error", async ({ change, error }) => {
    const form = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/aws",
      ...change,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { status, body } = await lab.ask("POST", "/v1/token", form.toString(), headers);
    expect([status, body.error]).toEqual([400, error]);
  });

  it.each([
    { given: "no token", authorization: "", principal: "anonymous" },
    { given: "a token of someone else", authorization: "Bearer xyz", principal: "bearer of a foreign token" },
  ])("given $given, then calls are let in and the journal says $principal", async ({ authorization, principal }) => {
    const { status } = await lab.ask("GET", "lab-a/global/networks", undefined, { authorization });
    expect([status, lab.world.journal.entries.at(-1)?.principal]).toEqual([200, principal]);
    const path = `/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`;
    const refused = await lab.ask("POST", path, { scope: ["x"] }, { authorization });
    expect([refused.status, refused.body.error.status]).toEqual([401, "UNAUTHENTICATED"]);
  });
});
