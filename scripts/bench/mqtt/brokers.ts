// The brokers under load, each fresh, and how a client gets into them.

import { join } from "node:path";
import { startGantry } from "../../../test/harness/gantry.ts";
import { readLines } from "../../../test/harness/lines.ts";
import { startMosquitto } from "../../../test/harness/mosquitto.ts";
import { until } from "../../../test/harness/until.ts";

export const BROKERS = ["gantry", "mosquitto", "aedes"] as const;
export type BrokerName = (typeof BROKERS)[number];

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface BrokerUnderLoad extends AsyncDisposable {
  readonly name: BrokerName;
  readonly pid: number;
  readonly port: number;
  /** Of clients that publish and subscribe `bench/#`, all under the same name. */
  readonly application: Login;
  /** Of client number `{n}`, each with a login of its own. */
  readonly device: Login;
}

const NOBODY: Login = { username: "", password: "" };
const PRODUCT_KEY = "crowd";
const DEVICE_SECRET = "secret-of-every-device-0123456789";
/** Devices that one document brings. */
const DOCUMENT_DEVICES = 1_000;
const MAX_CONNECTIONS = 20_000;

interface Api {
  post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
}

async function must(api: Api, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await api.post(path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function makeApplication(api: Api): Promise<Login> {
  const { keyId, secret } = await must(api, "/api-keys", { name: "bench" });
  const rule = {
    effect: "allow",
    subjectKind: "key",
    subjectName: keyId,
    action: "both",
    pattern: "bench/#",
  };
  await must(api, "/acl/rules", rule);
  return { username: String(keyId), password: String(secret) };
}

async function makeDevices(api: Api, count: number): Promise<Login> {
  const product = {
    productKey: PRODUCT_KEY,
    productSecret: "product-secret-0123456789",
    name: "Benchmark",
    thingModel: { properties: [] },
  };
  for (let from = 0; from < count; from += DOCUMENT_DEVICES) {
    const devices = Array.from({ length: Math.min(DOCUMENT_DEVICES, count - from) }, (_, i) => ({
      productKey: PRODUCT_KEY,
      deviceName: `d${from + i}`,
      deviceSecret: DEVICE_SECRET,
    }));
    await must(api, "/apply", { products: [product], devices });
  }
  return { username: `d{n}&${PRODUCT_KEY}`, password: DEVICE_SECRET };
}

export interface BrokerNeeds {
  readonly devices: number;
  readonly hasApplication: boolean;
}

async function startGantryBroker({ devices, hasApplication }: BrokerNeeds): Promise<BrokerUnderLoad> {
  // All clients of the benchmark come from one address, which is what the protection is against.
  const args = [
    ...["--mqtt-max-connections", String(MAX_CONNECTIONS)],
    ...["--protection-connections-per-s", "0"],
  ];
  const gantry = await startGantry({ args });
  const api = await gantry.signIn();
  return {
    name: "gantry",
    pid: gantry.pid,
    port: gantry.ready.mqttPort,
    application: hasApplication ? await makeApplication(api) : NOBODY,
    device: devices > 0 ? await makeDevices(api, devices) : NOBODY,
    [Symbol.asyncDispose]: () => gantry[Symbol.asyncDispose](),
  };
}

async function startMosquittoBroker(): Promise<BrokerUnderLoad> {
  const { pid, port, stop } = await startMosquitto();
  return { name: "mosquitto", pid, port, application: NOBODY, device: NOBODY, [Symbol.asyncDispose]: stop };
}

async function startAedesBroker(): Promise<BrokerUnderLoad> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "aedes.ts")], { stdout: "pipe" });
  let port = 0;
  void readLines(child.stdout, (line) => {
    port = JSON.parse(line).port;
  });
  await until(() => port > 0 || child.exitCode !== null, "aedes listens");
  if (port === 0) throw new Error("aedes does not start");
  return {
    ...{ name: "aedes", pid: child.pid, port, application: NOBODY, device: NOBODY },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

export function startBroker(name: BrokerName, needs: BrokerNeeds): Promise<BrokerUnderLoad> {
  if (name === "gantry") return startGantryBroker(needs);
  return name === "mosquitto" ? startMosquittoBroker() : startAedesBroker();
}
