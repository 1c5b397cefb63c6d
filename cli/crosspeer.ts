#!/usr/bin/env node
import { setTimeout } from "node:timers/promises";
import { openHub } from "../runtime/hub.ts";
import { run } from "./program.ts";

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  sleep: (seconds) => setTimeout(seconds * 1000),
  open: openHub,
});
