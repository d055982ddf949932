import { expect, test } from "bun:test";
import { fieldbusMetrics } from "../../src/fieldbus/metrics.ts";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";
import { ENGINE, makeFieldRig, PORT_STATE, TCP_LINK } from "./field-rig.ts";

test("links, buses, slaves and who reads our registers", async () => {
  const { api, fieldbus } = makeFieldRig();
  await api.call("POST", "/links", { body: TCP_LINK });
  await api.call("POST", "/links", { body: { ...TCP_LINK, name: "off", isEnabled: false } });
  const engine: typeof ENGINE = {
    ...ENGINE,
    stateOf: (id) => (id === 1 ? ENGINE.stateOf(id) : undefined),
    figures: (id) =>
      id !== 1
        ? undefined
        : {
            ...{ load: 0.5, isEcho: false, lateReplies: 0, queueLength: 3, findings: [], overlaps: [] },
            slaves: [
              {
                ...{ key: "meter/m1", unit: 1, isOnline: true, requests: 9, answered: 7 },
                ...{ failures: { timeout: 2 }, p50Ms: 1, p95Ms: 2, overruns: 1, readings: 7, suppressed: 0 },
                ...{ lastAnswerAt: 1, lastFailure: undefined },
              },
            ],
          },
  };
  const text = formatMetrics(
    fieldbusMetrics(
      { fieldbus, engine },
      {
        ...{ answered: 4, refused: new Map([[2, 1]]), connections: 2, turnedAway: { address: 6, number: 1 } },
        writes: { commands: 3, unchanged: 8, readOnly: 2 },
        ports: [PORT_STATE],
      },
    ),
  );
  expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
    'gantry_link_up{link="1"} 1',
    'gantry_link_connects_total{link="1"} 1',
    'gantry_bus_load_ratio{link="1"} 0.5',
    'gantry_bus_queue_length{link="1"} 3',
    'gantry_slave_up{link="1",device="meter/m1"} 1',
    'gantry_slave_requests_total{link="1",device="meter/m1"} 9',
    'gantry_slave_answered_total{link="1",device="meter/m1"} 7',
    'gantry_slave_failures_total{link="1",device="meter/m1",code="timeout"} 2',
    'gantry_slave_overruns_total{link="1",device="meter/m1"} 1',
    'gantry_modbus_server_requests_total{result="answered"} 4',
    'gantry_modbus_server_requests_total{result="exception 2"} 1',
    "gantry_modbus_server_connections 2",
    'gantry_modbus_server_turned_away_total{reason="address"} 6',
    'gantry_modbus_server_turned_away_total{reason="number"} 1',
    'gantry_modbus_server_written_total{result="command"} 3',
    'gantry_modbus_server_written_total{result="unchanged"} 8',
    'gantry_modbus_server_written_total{result="read_only"} 2',
    'gantry_modbus_server_port_up{path="/dev/ttyS1"} 0',
    'gantry_modbus_server_garbled_total{path="/dev/ttyS1"} 3',
  ]);
});
