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
  globalSetup: "<rootDir>/test/support/before-all.ts",
  testEnvironment: "node",
  testTimeout: 120000,
  maxWorkers: "100%",
  reporters: ["default", "<rootDir>/test/support/closing-line.mjs"],
};
