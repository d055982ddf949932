import type { Claim } from "../../../src/access/adapter.ts";
import { type Applications, makeLogins } from "../../../src/access/logins/logins.ts";
import { openDatabase } from "../../../src/db/db.ts";
import { openCredentials, openDevices } from "../../../src/devices/devices.ts";
import { openIngest } from "../../../src/ingest/ingest.ts";
import { openProducts } from "../../../src/products/products.ts";
import type { LogEvent } from "../../../src/spine/event.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

export const NOW = 1_700_000_000_000;
export const HOUR = 3_600_000;

/** Product `pk` with device `d1`, whose secret is `s1`, and logins that know every kind of credential. */
export function setUpLogins(applications?: Applications) {
  const clock = makeManualClock(NOW);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", productSecret: "ps", name: "Press" }, "ann");
  const devices = openDevices({ db, products, clock });
  const d1 = devices.create({ productKey: "pk", deviceName: "d1", deviceSecret: "s1" }, "ann");
  const credentials = openCredentials({ db, clock, devices });
  const logged: LogEvent[] = [];
  const log = { append: (events: readonly LogEvent[]) => void logged.push(...events) };
  const ingest = openIngest({ log, clock, devices, retentionDays: 30 });
  const logins = makeLogins({ clock, products, devices, ingest, credentials, applications });
  const refusals = () =>
    logged.flatMap((event) =>
      event.kind === "refused" ? [{ ...event.params, code: event.code, device: namesOf(event) }] : [],
    );
  /** `dialect deviceName`, `application name` or the code of the refusal. */
  const outcome = async (claim: Claim): Promise<string> => {
    const result = await logins.authenticate(claim);
    if (!result.ok) return result.error.code;
    if (result.value.kind === "errand") return `errand ${result.value.errand.greetings.length}`;
    if (result.value.kind === "application") return `application ${result.value.principal.name}`;
    const { dialect, deviceName } = result.value.principal;
    return `${dialect} ${deviceName}`;
  };
  return { clock, products, devices, d1, credentials, book: credentials.book, logins, refusals, outcome };
}

/** `productKey/deviceName number`. */
function namesOf({ productKey, deviceName, deviceId }: LogEvent): string {
  return `${productKey}/${deviceName} ${deviceId}`;
}

/** A claim from 10.1.1.1 over MQTT; `more` says what else is known of the peer. */
export function claimOf(
  clientId: string,
  username?: string,
  password = "",
  more: Partial<Claim> = {},
): Claim {
  const bytes = new TextEncoder().encode(password);
  const peer = { protocol: "mqtt", address: "10.1.1.1:2", isTls: false };
  return { ...peer, clientId, username, password: bytes, ...more };
}
