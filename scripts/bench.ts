// The benchmarks: JSON on standard output, a line per run and the verdicts on standard error.
//   bun scripts/bench.ts [--seconds 8] [--rounds 2] [--runs 7] [--only "qos1 max"] [--skip-ingest] [--skip-footprint]
//   bun scripts/bench.ts store [--seconds 600] [--points 500000000] [--only ingest,queries] ...   (bench/store.ts)
//   bun scripts/bench.ts mqtt [--seconds 4] [--rounds 2] [--skip-rows] [--skip-crowd] ...  (bench/mqtt/mqtt.ts)
//   bun scripts/bench.ts manage [--devices 100000] [--products 2000] [--requests 200] ...  (bench/manage/manage.ts)
//   bun scripts/bench.ts modbus [--seconds 5] [--servers 50] [--skip-tcp] ...              (bench/modbus/modbus.ts)
//   bun scripts/bench.ts soak [--minutes 60] ...                                           (test/soak/soak.ts)
// Needs dist/gantry (npm run build) and mosquitto. Speed is measured here and never asserted in a test.

import { cpus, loadavg, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { hasBinary } from "../test/harness/gantry.ts";
import { hasMosquitto } from "../test/harness/mosquitto.ts";
import { makeTempFolder } from "../test/harness/temp-folder.ts";
import { runSoak } from "../test/soak/soak.ts";
import { type Footprint, measureFootprint } from "./bench/footprint.ts";
import { type IngestResult, measureIngest, SCENARIOS } from "./bench/ingest.ts";
import { makeGenerator } from "./bench/load.ts";
import { parseManageOptions, runManage } from "./bench/manage/manage.ts";
import { parseModbusOptions, runModbus } from "./bench/modbus/modbus.ts";
import { parseMqttOptions, runMqtt } from "./bench/mqtt/mqtt.ts";
import { parseStoreOptions, runStore } from "./bench/store.ts";
import { reportVerdicts, type Verdict } from "./bench/verdict.ts";

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

function judgeIngest(results: readonly IngestResult[]): Verdict[] {
  const named = (name: string) => results.find((result) => result.scenario === name);
  const max = named("qos1 max");
  const fixed = named("qos1 20k/s");
  const lost = results.reduce((sum, { gantry }) => sum + gantry.ackedNotStored, 0);
  const isNothingLost = {
    goal: "everything acknowledged is stored",
    measured: `${lost} missing`,
    isMet: lost === 0,
  };
  return [
    ...(results.length === 0 ? [] : [isNothingLost]),
    ...(max === undefined
      ? []
      : [
          {
            goal: "QoS 1: half of what Mosquitto acknowledges",
            measured: `${max.ratio}`,
            isMet: max.ratio >= 0.5,
          },
        ]),
    ...(fixed === undefined
      ? []
      : [
          {
            goal: "ack p99 under 25 ms at 20k/s",
            measured: `${fixed.gantry.ackMsP99} ms at ${fixed.gantry.perSec}/s`,
            isMet: fixed.gantry.ackMsP99 < 25 && fixed.gantry.perSec > 19_800,
          },
        ]),
  ];
}

function judgeFootprint({ startMs, idleRssBytes, firstPageBytes }: Footprint): Verdict[] {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const page = `${(firstPageBytes / 1e3).toFixed(0)} KB`;
  return [
    { goal: "start to listening under 60 ms", measured: `${startMs} ms`, isMet: startMs < 60 },
    { goal: "idle RSS under 90 MB", measured: megabytes(idleRssBytes), isMet: idleRssBytes < 90e6 },
    { goal: "first page under 250 KB compressed", measured: page, isMet: firstPageBytes < 250e3 },
  ];
}

function describeMachine() {
  const cpu = cpus();
  return { cpus: cpu.length, model: cpu[0]?.model, kernel: release(), memoryBytes: totalmem() };
}

async function benchStore(args: readonly string[]): Promise<void> {
  const options = parseStoreOptions(args);
  if (!hasBinary) throw new Error("dist/gantry is missing: npm run build");
  const at = new Date().toISOString();
  const { results, verdicts } = await runStore(options, report);
  reportVerdicts(verdicts, report);
  const asked = { ...options, parts: [...options.parts] };
  console.log(JSON.stringify({ at, machine: describeMachine(), options: asked, results, verdicts }, null, 2));
}

async function benchMqtt(args: readonly string[]): Promise<void> {
  const options = parseMqttOptions(args);
  if (!hasBinary) throw new Error("dist/gantry is missing: npm run build");
  if (!hasMosquitto) throw new Error("mosquitto is missing: it is the yardstick");
  const at = new Date().toISOString();
  const { results, verdicts } = await runMqtt(options, report);
  reportVerdicts(verdicts, report);
  console.log(JSON.stringify({ at, machine: describeMachine(), options, results, verdicts }, null, 2));
}

async function benchManage(args: readonly string[]): Promise<void> {
  const options = parseManageOptions(args);
  if (!hasBinary) throw new Error("dist/gantry is missing: npm run build");
  const at = new Date().toISOString();
  const { results, verdicts } = await runManage(options, report);
  reportVerdicts(verdicts, report);
  console.log(JSON.stringify({ at, machine: describeMachine(), options, results, verdicts }, null, 2));
}

async function benchModbus(args: readonly string[]): Promise<void> {
  const options = parseModbusOptions(args);
  if (options.hasTcp && !hasBinary) throw new Error("dist/gantry is missing: npm run build");
  const at = new Date().toISOString();
  const { results, verdicts } = await runModbus(options, report);
  reportVerdicts(verdicts, report);
  const machine = { ...describeMachine(), load: loadavg() };
  console.log(JSON.stringify({ at, machine, options, results, verdicts }, null, 2));
}

async function benchSpine(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "8" },
      rounds: { type: "string", default: "2" },
      runs: { type: "string", default: "7" },
      only: { type: "string" },
      "skip-ingest": { type: "boolean", default: false },
      "skip-footprint": { type: "boolean", default: false },
    },
  });
  if (!hasBinary) throw new Error("dist/gantry is missing: npm run build");
  if (!hasMosquitto && !values["skip-ingest"]) throw new Error("mosquitto is missing: it is the yardstick");
  using folder = makeTempFolder("bench");
  const generator = await makeGenerator(folder.path);
  const footprint = values["skip-footprint"] ? undefined : await measureFootprint(Number(values.runs));
  const ingest: IngestResult[] = [];
  const scenarios = SCENARIOS.filter(({ name }) => values.only === undefined || name === values.only);
  for (const scenario of values["skip-ingest"] ? [] : scenarios) {
    const { seconds, rounds } = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
    ingest.push(await measureIngest(scenario, { generator, folder: folder.path, seconds, rounds, report }));
  }
  const verdicts = [...judgeIngest(ingest), ...(footprint === undefined ? [] : judgeFootprint(footprint))];
  reportVerdicts(verdicts, report);
  const machine = describeMachine();
  const at = new Date().toISOString();
  console.log(
    JSON.stringify({ at, machine, generator: generator.name, footprint, ingest, verdicts }, null, 2),
  );
}

const [first, ...rest] = process.argv.slice(2);
if (first === "store") await benchStore(rest);
else if (first === "manage") await benchManage(rest);
else if (first === "mqtt") await benchMqtt(rest);
else if (first === "modbus") await benchModbus(rest);
else if (first === "soak") process.exitCode = await runSoak(rest);
else await benchSpine(process.argv.slice(2));
