export default {
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "es6" } },
    ],
  },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdk.out/"],
  globalSetup: "<rootDir>/test/support/synthesize-once.ts",
  testEnvironment: "node",
  testTimeout: 30000,
  maxWorkers: "100%",
  reporters: ["default", "<rootDir>/test/support/closing-line.mjs"],
};
