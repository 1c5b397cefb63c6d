import { parseConfig } from "../../lib/config.ts";
import { azure, google } from "./synthesized.ts";

const externalId = "2f6c4f0e-example-of-one-deployment";
const member = { account: "222222222222", regions: ["eu-west-1"] };

describe("parseConfig", () => {
  it("given nothing, then the defaults", () => {
    expect(parseConfig({})).toEqual({
      members: [],
      sweepMinutes: 15,
      graceSeconds: 300,
      healthMinutes: 5,
      memberRoleName: "crosspeer-member",
      logRetentionDays: 30,
    });
  });

  it("given text from the command line, then it is read as JSON", () => {
    const text = { members: JSON.stringify([member]), hubRegions: '["us-east-1"]', sweepMinutes: "5", externalId };
    expect(parseConfig(text)).toMatchObject({ members: [member], hubRegions: ["us-east-1"], sweepMinutes: 5 });
  });

  it("given access to Google Cloud and Azure, then it is read", () => {
    expect(parseConfig({ google: JSON.stringify(google), azure })).toMatchObject({ google, azure });
  });

  it.each([
    {
      given: "an audience that is none",
      raw: { google: { ...google, audience: "crosspeer" } },
      says: 'google.audience: given "crosspeer", expected //iam.googleapis.com/projects/N/',
    },
    {
      given: "no project",
      raw: { google: { ...google, projects: [] } },
      says: "google.projects: given [], expected at least one project",
    },
    {
      given: "a key of a service account, which we never take",
      raw: { google: { ...google, privateKey: "x" } },
      says: "expected an object with audience, projects and perhaps serviceAccount, and nothing else",
    },
    {
      given: "a subscription without its tenant",
      raw: { azure: { ...azure, subscriptions: [{ subscription: azure.clientId }] } },
      says: "azure.subscriptions[0].tenant: given undefined, expected a tenant's id in lower case",
    },
    {
      given: "an account that lost its quotes",
      raw: { members: [{ ...member, account: 222222222222 }], externalId },
      says: "members[0].account: given 222222222222, expected an account id: 12 digits, in quotes",
    },
    {
      given: "a short account",
      raw: { members: [{ ...member, account: "2222" }], externalId },
      says: 'members[0].account: given "2222", expected an account id: 12 digits, in quotes',
    },
    {
      given: "a member without regions",
      raw: { members: [{ account: "222222222222" }], externalId },
      says: "members[0].regions: given undefined, expected a list of regions",
    },
    {
      given: "a member with a misspelt key",
      raw: { members: [{ ...member, region: "eu-west-1" }], externalId },
      says: "expected an object with account and regions, and nothing else",
    },
    {
      given: "a region that is none",
      raw: { hubRegions: ["europe"] },
      says: 'hubRegions[0]: given "europe", expected a region such as eu-west-1',
    },
    {
      given: "text that is no JSON",
      raw: { members: "222222222222:eu-west-1", externalId },
      says: 'members: given "222222222222:eu-west-1", expected a list such as [{"account":"222222222222"',
    },
    {
      given: "members without an external id",
      raw: { members: [member] },
      says: "externalId: given undefined, expected one of your own when there are members; make one with `node -p",
    },
    {
      given: "an external id that is easily guessed",
      raw: { externalId: "crosspeer" },
      says: 'externalId: given "crosspeer", expected 16 to 1224 letters',
    },
    {
      given: "an account twice",
      raw: { members: [member, member], externalId },
      says: "expected each account once, but 222222222222 stands there twice",
    },
    {
      given: "more places than fit",
      raw: {
        members: [{ ...member, regions: Array.from({ length: 50 }, (_, at) => `eu-west-${at % 9}`) }],
        externalId,
      },
      says: "expected at most 50 accounts and regions, projects and subscriptions in all, not 51",
    },
    {
      given: "a sweep that never rests",
      raw: { sweepMinutes: "0" },
      says: "sweepMinutes: given 0, expected a whole number from 1 to 1440",
    },
    {
      given: "a role name with a path",
      raw: { memberRoleName: "teams/crosspeer" },
      says: 'memberRoleName: given "teams/crosspeer", expected an IAM role name',
    },
    {
      given: "an organization's root",
      raw: { organizationId: "r-a1b2" },
      says: 'organizationId: given "r-a1b2", expected an organization\'s id',
    },
    {
      given: "a retention that CloudWatch does not know",
      raw: { logRetentionDays: 31 },
      says: "logRetentionDays: given 31, expected a number of days that CloudWatch Logs knows",
    },
  ])("given $given, then the error names key, value and what is expected", ({ raw, says }) => {
    expect(() => parseConfig(raw)).toThrow(says);
  });

  it("given several mistakes, then all are told at once", () => {
    expect(() => parseConfig({ sweepMinutes: 0, hubRegions: [] })).toThrow(/hubRegions.*\n.*sweepMinutes/);
  });
});
