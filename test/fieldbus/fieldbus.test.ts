import { expect, test } from "bun:test";
import * as v from "valibot";
import { openDatabase } from "../../src/db/db.ts";
import { openDevices, openRelations } from "../../src/devices/devices.ts";
import { openFieldbus } from "../../src/fieldbus/fieldbus.ts";
import { openProducts } from "../../src/products/products.ts";
import { LinkSettingsSchema, SlaveSettingsSchema } from "../../src/spine/fieldbus.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const TCP = v.parse(LinkSettingsSchema, { name: "cabinet", transport: { kind: "tcp", host: "10.0.0.5" } });
const UNIT_3 = v.parse(SlaveSettingsSchema, { unit: 3 });

function setUp() {
  const clock = makeManualClock();
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  const devices = openDevices({ db, products, clock });
  products.create({ productKey: "meter", name: "Meter" }, "test");
  const [m1, m2] = ["m1", "m2"].map((deviceName) =>
    devices.create({ productKey: "meter", deviceName }, "test"),
  );
  if (!m1 || !m2) throw new Error("there are two");
  const open = () => {
    const fieldbus = openFieldbus({ db, clock, devices });
    const changes = { count: 0 };
    fieldbus.onChange(() => changes.count++);
    return { fieldbus, changes };
  };
  const { trash } = openRelations({ db, clock, products, devices });
  return { clock, devices, trash, m1, m2, open };
}

test("links and slaves are there after a restart", () => {
  const { m1, m2, open } = setUp();
  const { fieldbus } = open();
  const { id } = fieldbus.create(TCP);
  fieldbus.bind(id, m2, { ...UNIT_3, unit: 9 });
  fieldbus.bind(id, m1, UNIT_3);
  const again = open().fieldbus;
  expect([
    again.links(),
    again.slaves(id).map(({ device, settings }) => [device.deviceName, settings.unit]),
  ]).toEqual([
    fieldbus.links(),
    [
      ["m1", 3],
      ["m2", 9],
    ],
  ]);
});

test("a device is on one link at most; a link that goes leaves its devices", () => {
  const { m1, open } = setUp();
  const { fieldbus } = open();
  const [first, second] = [fieldbus.create(TCP), fieldbus.create({ ...TCP, name: "other" })];
  fieldbus.bind(first.id, m1, UNIT_3);
  fieldbus.bind(second.id, m1, UNIT_3);
  expect([fieldbus.slaves(first.id).length, fieldbus.slaveOf(m1)?.linkId]).toEqual([0, second.id]);
  fieldbus.remove(second.id);
  expect([fieldbus.slaveOf(m1), m1.isDeleted]).toEqual([undefined, false]);
  expect(() => fieldbus.link(second.id)).toThrow();
});

test("what changes nothing is not announced, and a deleted device is no slave", () => {
  const { devices, m1, open } = setUp();
  const { fieldbus, changes } = open();
  const { id } = fieldbus.create(TCP);
  fieldbus.bind(id, m1, UNIT_3);
  fieldbus.bind(id, m1, { ...UNIT_3 });
  fieldbus.update(id, { ...TCP });
  fieldbus.unbind(m1);
  fieldbus.unbind(m1);
  expect(changes.count).toBe(3);
  fieldbus.bind(id, m1, UNIT_3);
  devices.remove("meter", "m1", "test");
  expect([fieldbus.slaves().length, changes.count]).toEqual([0, 5]);
});

test("a device that comes out of the trash is where it was, also after a restart; one that is purged is not", () => {
  const { devices, trash, m1, m2, open } = setUp();
  const { fieldbus, changes } = open();
  const { id } = fieldbus.create(TCP);
  fieldbus.bind(id, m1, UNIT_3);
  fieldbus.bind(id, m2, { ...UNIT_3, unit: 4 });
  devices.remove("meter", "m1", "test");
  devices.remove("meter", "m2", "test");
  expect(open().fieldbus.slaves()).toEqual([]);
  const before = changes.count;
  const back = trash.restore(m1.id, "test");
  trash.purge(m2.id, "test");
  expect([fieldbus.slaveOf(back)?.settings.unit, changes.count - before]).toEqual([3, 1]);
  expect(
    open()
      .fieldbus.slaves()
      .map(({ device }) => device.deviceName),
  ).toEqual(["m1"]);
});
