import { expect, test } from "bun:test";
import { connect } from "node:net";
import mqttPacket from "mqtt-packet";
import * as v from "valibot";
import { mqttAdapter } from "../../../src/access/mqtt/mqtt.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { until } from "../../harness/until.ts";
import { FakeGate } from "./fake-gate.ts";

const STEP_MS = 250;

test.each([1, 2, 10, 60, 300, 1_200])(
  "a client with a keep-alive of %d s that falls silent is offline after one and a half times that, 5 s or 2 % later",
  async (keepalive) => {
    const clock = makeManualClock(0);
    const gate = new FakeGate({ clock });
    const config = v.parse(mqttAdapter.config, { host: "127.0.0.1", port: 0 });
    const listener = await mqttAdapter.listen(config, gate);
    const socket = connect(listener.port, "127.0.0.1");
    socket.write(
      mqttPacket.generate({ cmd: "connect", protocolVersion: 4, clientId: "d1", clean: true, keepalive }),
    );
    await until(() => gate.opened.length === 1, "the login");
    const startMs = clock.monotonicMs();
    while (gate.closed.length === 0 && clock.monotonicMs() - startMs < keepalive * 10_000)
      clock.advance(STEP_MS);
    const lateMs = clock.monotonicMs() - startMs - keepalive * 1_500;
    expect(gate.closed.map(({ reason }) => reason)).toEqual(["keepalive_timeout"]);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(Math.max(5_000, keepalive * 1_500 * 0.02));
    socket.destroy();
    const ticking = setInterval(() => clock.advance(STEP_MS), 1);
    await listener.close(0);
    clearInterval(ticking);
  },
);
