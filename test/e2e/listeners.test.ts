// What guards the listeners, seen from outside: TLS on the WebSocket port, certificates as logins, bans.

import { describe, expect, test } from "bun:test";
import mqtt from "mqtt";
import { hostAddresses } from "../../src/kit/host-addresses.ts";
import { startGantry } from "../harness/gantry.ts";

const LINE = {
  products: [{ productKey: "press", name: "Press", thingModel: { properties: [] } }],
  devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "secret-of-p1" }],
};
const OPTIONS = { reconnectPeriod: 0, connectTimeout: 5_000 };
const REAL_ADDRESS = hostAddresses().find((address) => !address.includes(":"));

function outcome(connecting: Promise<mqtt.MqttClient>): Promise<unknown> {
  return connecting.then(
    async (client) => {
      await client.endAsync();
      return "connected";
    },
    (error: { code?: unknown }) => error.code,
  );
}

describe("listeners", () => {
  test("wss, and a login by a certificate that Gantry issued", async () => {
    await using gantry = await startGantry({ args: ["--mqtt-ws-tls", "--mqtts-client-ca", "own"] });
    const api = await gantry.signIn();
    await api.post("/apply", LINE);
    const { cert, key, ca } = (await api.post("/devices/press/p1/certificate", {})).body;
    const { mqttWsPort, mqttsPort } = gantry.ready;
    const login = { clientId: "p1", username: "p1&press", password: "secret-of-p1" };
    const trusted = { ...OPTIONS, ca, wsOptions: { ca } };
    const overWss = mqtt.connectAsync(`wss://localhost:${mqttWsPort}/mqtt`, { ...trusted, ...login }, false);
    expect(await outcome(overWss)).toBe("connected");
    const url = `mqtts://localhost:${mqttsPort}`;
    expect(await outcome(mqtt.connectAsync(url, { ...trusted, cert, key }, false))).toBe("connected");
    expect(await outcome(mqtt.connectAsync(url, trusted, false))).not.toBe("connected");
  }, 60_000);

  test.skipIf(REAL_ADDRESS === undefined)(
    "a device that keeps failing is banned, seen, and let in again by an administrator",
    async () => {
      const args = ["--mqtt-host", "0.0.0.0", "--protection-ban-failures", "3"];
      await using gantry = await startGantry({ args });
      const api = await gantry.signIn();
      await api.post("/apply", LINE);
      const login = (password: string) =>
        outcome(
          mqtt.connectAsync(
            `mqtt://${REAL_ADDRESS}:${gantry.ready.mqttPort}`,
            { ...OPTIONS, protocolVersion: 5, clientId: "p1", username: "p1&press", password },
            false,
          ),
        );
      for (let i = 0; i < 3; i++) expect(await login("wrong")).toBe(0x86);
      expect(await login("secret-of-p1")).toBe(0x8a);
      const { items } = (await api.get("/bans")).body;
      expect(items).toMatchObject([
        { kind: "login", address: REAL_ADDRESS, name: "p1&press", failures: 3, code: "secret_mismatch" },
      ]);
      expect((await api.delete(`/bans/${items[0].id}`)).status).toBe(204);
      expect(await login("secret-of-p1")).toBe("connected");
    },
    30_000,
  );
});
