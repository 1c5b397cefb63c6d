import { verify } from "node:crypto";
import {
  AssumeRoleCommand,
  GetWebIdentityTokenCommand,
  type GetWebIdentityTokenRequest,
  STSClient,
} from "@aws-sdk/client-sts";
import { ClientAssertionCredential } from "@azure/identity";
import { AwsClient } from "google-auth-library";
import { type Lab, startLab } from "../../../../../lab/lab.ts";
import { clientConfig, HUB, MEMBER } from "../server/lab-clients.ts";

const TENANT = "10000000-0000-4000-8000-000000000001";
const SUBSCRIPTION = "20000000-0000-4000-8000-000000000001";
const APPLICATION = "30000000-0000-4000-8000-000000000001";
const ROLE = `arn:aws:iam::${HUB}:role/crosspeer/step`;
const AUDIENCE = "api://AzureADTokenExchange";
const POOL = "projects/123456789012/locations/global/workloadIdentityPools/crosspeer";
const root = { AWS: `arn:aws:iam::${HUB}:root` };
const trust = { Statement: { Effect: "Allow", Principal: root, Action: "sts:AssumeRole" } };

let lab: Lab;

beforeEach(async () => {
  const applications = [{ clientId: APPLICATION, federatedSubject: ROLE }];
  lab = await startLab({
    accounts: [HUB, MEMBER],
    gcp: { projects: ["lab-a"] },
    azure: { tenants: [{ id: TENANT, subscriptions: [SUBSCRIPTION], applications }] },
    warn: () => undefined,
  });
});

afterEach(() => lab.close());

/** Keys of a session of a role in the hub, which may do what is listed. */
async function session(name = "step", Action: readonly string[] = ["sts:GetWebIdentityToken"]) {
  const role = lab.roles.create({ account: HUB, name, path: "/crosspeer/", trust });
  const Condition = { NumericLessThanEquals: { "sts:DurationSeconds": 3600 } };
  role.policies.set("own", { Statement: { Effect: "Allow", Action, Resource: "*", Condition } });
  const request = { RoleArn: role.arn, RoleSessionName: `crosspeer-${name}` };
  const { Credentials } = await new STSClient(clientConfig(lab)).send(new AssumeRoleCommand(request));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

type Keys = Awaited<ReturnType<typeof session>>;

function ask(keys: Keys, request: Partial<GetWebIdentityTokenRequest> = {}) {
  const client = new STSClient({ ...clientConfig(lab), credentials: keys });
  return client.send(
    new GetWebIdentityTokenCommand({
      Audience: [AUDIENCE],
      SigningAlgorithm: "RS256",
      DurationSeconds: 300,
      ...request,
    }),
  );
}

function read(part: string | undefined) {
  return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
}

describe("GetWebIdentityToken", () => {
  it("given a session of a role, then a signed token names the role, its account's issuer and the audience", async () => {
    const issuer = lab.webIdentity.enable(HUB);
    const { WebIdentityToken = "", Expiration } = await ask(await session());

    const [header, claims, signature = ""] = WebIdentityToken.split(".");
    expect(read(header)).toEqual({ alg: "RS256", kid: "RSA_0", typ: "JWT" });
    expect(read(claims)).toMatchObject({ iss: issuer, sub: ROLE, aud: AUDIENCE });
    expect(issuer).toMatch(/^https:\/\/[0-9a-f-]{36}\.tokens\.sts\.global\.api\.aws$/);
    expect(read(claims).exp - read(claims).iat).toBe(300);
    expect(Expiration?.getTime()).toBe(read(claims).exp * 1000);
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify("RSA-SHA256", signed, lab.webIdentity.publicKey, Buffer.from(signature, "base64url"))).toBe(true);
  });

  it.each([
    {
      given: "an account that is not enabled",
      enabled: MEMBER,
      error: "OutboundWebIdentityFederationDisabledException",
    },
    { given: "a role without the permission", actions: ["sts:AssumeRole"], error: "AccessDenied" },
    { given: "too short a time", request: { DurationSeconds: 59 }, error: "ValidationError" },
    { given: "too long a time", request: { DurationSeconds: 3601 }, error: "ValidationError" },
    { given: "an algorithm of its own", request: { SigningAlgorithm: "none" }, error: "ValidationError" },
    { given: "no audience", request: { Audience: [] }, error: "ValidationError" },
  ])("given $given, then $error", async ({ enabled = HUB, actions, request, error }) => {
    lab.webIdentity.enable(enabled);
    await expect(ask(await session("step", actions), request)).rejects.toMatchObject({ name: error });
  });
});

/** What a function brings to Entra. */
function credential(keys: Keys): ClientAssertionCredential {
  const assertion = async () => (await ask(keys)).WebIdentityToken ?? "";
  return new ClientAssertionCredential(TENANT, APPLICATION, assertion, {
    ...{ authorityHost: lab.azure.endpoint, disableInstanceDiscovery: true },
    tlsOptions: { ca: lab.azure.ca },
  });
}

describe("other clouds", () => {
  it("given a federated credential for the role, then Entra takes the token, and takes no other role's", async () => {
    lab.webIdentity.enable(HUB);
    const [known, unknown] = [await session(), await session("other")];
    const scope = "https://management.azure.com/.default";
    expect(await credential(known).getToken(scope)).toMatchObject({ token: expect.any(String) });
    await expect(credential(unknown).getToken(scope)).rejects.toThrow(/AADSTS700213/);
  });

  it("given keys of a session, then Google knows its role, and calls of both clouds stand in one journal", async () => {
    const keys = await session();
    const client = new AwsClient({
      ...{ type: "external_account", subject_token_type: "urn:ietf:params:aws:token-type:aws4_request" },
      ...{ audience: `//iam.googleapis.com/${POOL}/providers/aws`, token_url: `${lab.gcp.endpoint}/v1/token` },
      aws_security_credentials_supplier: {
        getAwsRegion: async () => "us-east-1",
        getAwsSecurityCredentials: async () => ({ ...keys, token: keys.sessionToken }),
      },
    });
    const headers = await client.getRequestHeaders();
    await fetch(`${lab.gcp.endpoint}/compute/v1/projects/lab-a/global/networks`, { headers });

    const last = lab.journal.entries.at(-1);
    expect(last).toMatchObject({ cloud: "gcp", service: "compute", action: "networks.list", account: "lab-a" });
    expect(last?.principal).toBe(
      `principal://iam.googleapis.com/${POOL}/subject/arn:aws:sts::${HUB}:assumed-role/step/crosspeer-step`,
    );
  });
});

describe("a lab without the other clouds", () => {
  it("given none asked for, then there is none, and saying so is an error", async () => {
    const alone = await startLab({ accounts: [HUB] });
    expect(() => alone.gcp).toThrow("without Google Cloud");
    expect(() => alone.azure).toThrow("without Azure");
    await alone.close();
  });
});
