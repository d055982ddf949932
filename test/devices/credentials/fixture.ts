import { openDatabase } from "../../../src/db/db.ts";
import { openCredentials } from "../../../src/devices/credentials/credentials.ts";
import { type Device, openDevices } from "../../../src/devices/devices.ts";
import { openProducts } from "../../../src/products/products.ts";
import { type Failure, failure } from "../../../src/spine/error.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

export const NOW = 1_700_000_000_000;
export const HOUR = 3_600_000;

/** Two devices of one product, `d1` with secret `s1` and `d2` with `s2`, and their credentials. */
export function setUpCredentials({ takenNames = [] as readonly string[] } = {}) {
  const clock = makeManualClock(NOW);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", name: "Press" }, "ann");
  const devices = openDevices({ db, products, clock });
  const [d1, d2] = ["1", "2"].map((n) =>
    devices.create({ productKey: "pk", deviceName: `d${n}`, deviceSecret: `s${n}` }, "ann"),
  ) as [Device, Device];
  const isNameTaken = (name: string) => takenNames.includes(name);
  const open = () => openCredentials({ db, clock, devices, isNameTaken });
  const credentials = open();
  return { clock, db, products, devices, d1, d2, credentials, ...credentials, open };
}

/** A proof that is made with `secret`. */
export function provenBy(secret: string): (deviceSecret: string) => Failure | undefined {
  return (deviceSecret) =>
    deviceSecret === secret ? undefined : failure("secret_mismatch", { tried: "@key_of_device" });
}
