// Every parser of foreign bytes, with its seeds. `FUZZ_RUNS` and `FUZZ_SEED` make a longer or another run:
//   FUZZ_RUNS=200000 FUZZ_SEED=7 bun test test/fuzz

import { describe, expect, test } from "bun:test";
import { CODEC_TARGETS } from "./codec-targets.ts";
import { DIALECT_TARGETS } from "./dialect-targets.ts";
import { DTU_TARGETS } from "./dtu-targets.ts";
import { MAPPING_TARGETS } from "./mapping-targets.ts";
import { MODBUS_TARGETS } from "./modbus-targets.ts";
import { MQTT_TARGETS } from "./mqtt-targets.ts";
import { REGISTER_TARGETS } from "./register-targets.ts";
import { TABLE_TARGETS } from "./table-targets.ts";
import { type FuzzTarget, fuzz } from "./target.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 1_500);
const SEEDS = process.env.FUZZ_SEED === undefined ? [1, 2, 3] : [Number(process.env.FUZZ_SEED)];
const TIMEOUT_MS = 30_000 + RUNS * 10;

/** Registered parsers; a new protocol adds its own list. */
const TARGETS: readonly FuzzTarget[] = [
  ...MODBUS_TARGETS,
  ...DTU_TARGETS,
  ...MQTT_TARGETS,
  ...CODEC_TARGETS,
  ...DIALECT_TARGETS,
  ...MAPPING_TARGETS,
  ...TABLE_TARGETS,
  ...REGISTER_TARGETS,
];

describe.each(TARGETS.map((target) => [target.name, target] as const))("%s", (_, target) => {
  test.each(SEEDS)(
    "seed %d",
    async (seed) => {
      expect(await fuzz(target, seed, RUNS)).toBeUndefined();
    },
    TIMEOUT_MS,
  );
});

describe("canaries: the fuzzer finds what it is there to find", () => {
  const samples = [Buffer.from([2, 65, 66]), Buffer.from([0]), Buffer.from([3, 1, 2, 3])];

  test("a parser that forgets what was left of the last chunk", async () => {
    const canary: FuzzTarget = {
      name: "canary",
      samples,
      run: (chunks) => {
        const found: string[] = [];
        for (const chunk of chunks) {
          for (let at = 0; at < chunk.length; ) {
            const end = at + 1 + (chunk[at] ?? 0);
            if (end <= chunk.length) found.push(chunk.toString("hex", at, end));
            at = end;
          }
        }
        return found;
      },
    };
    expect((await fuzz(canary, 1, 200))?.why).toStartWith("whole: ");
  });

  test("a parser that throws on one byte", async () => {
    const canary: FuzzTarget = {
      name: "canary",
      samples,
      run: (chunks) => {
        if (Buffer.concat([...chunks]).includes(0xff)) throw new Error("the byte it does not like");
        return undefined;
      },
    };
    expect((await fuzz(canary, 1, 2_000))?.why).toStartWith("thrown: Error: the byte it does not like");
  });
});
