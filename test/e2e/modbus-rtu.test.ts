// The executable as a Modbus master on a serial line, against slaves that others wrote: pymodbus and libmodbus.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasBinary, startGantry } from "../harness/gantry.ts";
import { hasLibmodbus, startLibmodbus } from "../harness/modbus/libmodbus-server.ts";
import { Meters } from "../harness/modbus/meters.ts";
import { PYTHON, SOCAT, startLine, startSerialPeer } from "../harness/modbus/pymodbus-server.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

setDefaultTimeout(90_000);

/** Far more than the five seconds that a cable which is back may take, for machines that are busy. */
const HEALED_MS = 20_000;

describe.if(hasBinary && SOCAT !== null)("a Modbus master on a serial line", () => {
  test.if(PYTHON !== undefined)(
    "pymodbus: two products, a slave that is not there, writes, and a cable that is pulled twice",
    async () => {
      using folder = makeTempFolder("serial");
      await using peer = await startSerialPeer(folder.path);
      await using gantry = await startGantry();
      const meters = new Meters(await gantry.signIn());
      await meters.addProduct("meter");
      await meters.addProduct("probe", [
        { identifier: "power", area: "holding", address: 7, type: "uint16", scale: 0.1 },
        { identifier: "level", area: "input", address: 0, type: "float32" },
      ]);
      const linkId = await meters.addLink("bus", { kind: "serial", path: peer.path, baud: 19_200 });
      const units = { "meter/a": 1, "probe/b": 17, "probe/dead": 30 };
      for (const [key, unit] of Object.entries(units)) await meters.addDevice(key, { linkId, unit });
      await meters.see("meter/a", "power", 7);
      await meters.see("probe/b", "power", 10.7);
      expect([await meters.values("meter/a"), await meters.values("probe/b")]).toEqual([
        { power: 7, level: 0x41bc, relay: false, alarm: true },
        { power: 10.7, level: 23.5 },
      ]);
      expect(await meters.state("probe/dead")).toBe("inactive");
      expect(await meters.write("meter/a", { power: 99, relay: true })).toMatchObject({ state: "succeeded" });
      await meters.see("meter/a", "power", 99);
      const refused = await meters.write("meter/a", { nowhere: 1 });
      expect(refused.error.text).toBe(
        "Writing property nowhere failed on the field bus: exception 02 illegal data address.",
      );
      const link = async () => (await meters.api.get(`/links/${linkId}`)).body.status;
      for (let cut = 0; cut < 2; cut++) {
        const { connects } = await link();
        await peer.unplug();
        await until(async () => (await link()).state !== "up", "the loss");
        await until(async () => (await meters.state("meter/a")) === "offline", "the absence");
        const { ts } = (await meters.latest("probe/b")).power ?? { ts: 0 };
        await peer.plug();
        await until(
          async () => ((await meters.latest("probe/b")).power?.ts ?? 0) > ts,
          "the return",
          HEALED_MS,
        );
        await until(async () => (await meters.state("meter/a")) === "online", "the other one too", HEALED_MS);
        expect((await link()).connects).toBe(connects + 1);
      }
    },
  );

  test.if(hasLibmodbus)("libmodbus: every area is read and written", async () => {
    using folder = makeTempFolder("serial");
    await using line = await startLine(folder.path);
    const place = { kind: "rtu", path: line.far, baud: 9_600, unit: 5 } as const;
    await using _ = await startLibmodbus(folder.path, place);
    await using gantry = await startGantry();
    const meters = new Meters(await gantry.signIn());
    await meters.addProduct("meter");
    const linkId = await meters.addLink("bus", { kind: "serial", path: line.path, baud: 9_600 });
    await meters.addDevice("meter/a", { linkId, unit: 5 });
    await meters.see("meter/a", "power", 7);
    expect(await meters.values("meter/a")).toEqual({ power: 7, level: 1_002, relay: false, alarm: true });
    expect(await meters.write("meter/a", { power: 235, relay: true })).toMatchObject({ state: "succeeded" });
    await meters.see("meter/a", "power", 235);
    await meters.see("meter/a", "relay", true);
    expect((await meters.write("meter/a", { nowhere: 1 })).error.text).toContain(
      "exception 02 illegal data address",
    );
  });
});
