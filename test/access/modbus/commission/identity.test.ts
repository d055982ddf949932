import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { askIdentity, readIdentity } from "../../../../src/access/modbus/commission/identity.ts";
import { RunningLink } from "../../../../src/access/modbus/engine/running-link.ts";
import { makeDials } from "../../../../src/access/modbus/link/dials.ts";
import { systemClock } from "../../../../src/spine/clock.ts";
import { LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import { PYTHON, startTcpPeer } from "../../../harness/modbus/pymodbus-server.ts";
import { until } from "../../../harness/until.ts";

const part = (more: readonly number[], ...texts: readonly string[]) =>
  Buffer.concat([
    Buffer.of(0x0e, 1, 0x81, ...more, texts.length),
    ...texts.map((text, id) => Buffer.concat([Buffer.of(id, Buffer.byteLength(text)), Buffer.from(text)])),
  ]);

test("the objects of a reply, tidied, and whether it goes on", () => {
  expect([
    readIdentity(part([0, 0], "Acme", "  PM\0\0", "1.0\r\n")),
    readIdentity(part([0xff, 3], "上海仪表")),
    readIdentity(part([0, 0])),
  ]).toEqual([
    {
      objects: new Map([
        [0, "Acme"],
        [1, "PM"],
        [2, "1.0"],
      ]),
      next: undefined,
    },
    { objects: new Map([[0, "上海仪表"]]), next: 3 },
    { objects: new Map(), next: undefined },
  ]);
});

test("what is cut, of another kind or anything at all is read or is not, and never fails", () => {
  const whole = part([0, 0], "Acme");
  expect([readIdentity(whole.subarray(0, -1)), readIdentity(Buffer.of(0x0d, ...whole.subarray(1)))]).toEqual([
    undefined,
    undefined,
  ]);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void readIdentity(bytes)));
});

test.skipIf(PYTHON === undefined).each([
  ["tcp", "tcp"],
  ["rtu", "rtuTcp"],
] as const)("pymodbus says who it is (%s frames)", async (framing, kind) => {
  await using peer = await startTcpPeer(framing);
  const transport = { kind, host: "127.0.0.1", port: peer.port };
  const settings = v.parse(LinkSettingsSchema, { name: "peer", transport });
  const running = new RunningLink({
    ...{ clock: systemClock, dials: makeDials(settings, systemClock) },
    ...{ spec: { id: "peer", settings, slaves: [] }, events: { readings: () => {}, presence: () => {} } },
  });
  running.start();
  await until(() => running.status.state === "up", "the link");
  const identity = await askIdentity(running.link.bus, 1, 3_000);
  running.stop();
  expect(identity).toEqual({ vendor: "Acme", product: "PM5310", revision: "2.1" });
});
