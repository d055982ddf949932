// Paho in Python with Gantry as the broker between its clients: every version and transport, QoS 0 to 2 both ways.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasBinary } from "../harness/gantry.ts";
import { run } from "../harness/run.ts";
import { type Line, startLine } from "./line.ts";

const PYTHON = ["/usr/bin/python3", "python3"].find(
  (python) => Bun.which(python) !== null && Bun.spawnSync([python, "-c", "import paho.mqtt"]).success,
);

/** One client publishes at every QoS, another one receives at QoS 2; then retained, will and a session that goes on. */
const SCRIPT = `
import queue, sys, time
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
port, version, transport, ca, user, password, topic = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:8]
v5 = version == mqtt.MQTTv5
def make(name, clean=True):
    args = {"client_id": topic.replace("/", "-") + name, "protocol": version, "transport": transport}
    if not v5: args["clean_session"] = clean
    if hasattr(mqtt, "CallbackAPIVersion"): args["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION1
    client = mqtt.Client(**args)
    client.username_pw_set(user, password)
    if ca: client.tls_set(ca)
    if transport == "websockets": client.ws_set_options(path="/mqtt")
    client.inbox, client.granted, client.flags = queue.Queue(), queue.Queue(), queue.Queue()
    client.on_message = lambda c, u, m: c.inbox.put((m.payload.decode(), m.qos, int(m.retain)))
    client.on_subscribe = lambda c, u, mid, granted, properties=None: c.granted.put(granted)
    client.on_connect = lambda c, u, flags, rc, properties=None: c.flags.put((flags["session present"], int(str(rc != 0) == "True")))
    return client
def start(client, clean=True):
    options = {}
    if v5:
        options["clean_start"] = clean
        options["properties"] = Properties(PacketTypes.CONNECT)
        if not clean: options["properties"].SessionExpiryInterval = 600
    client.connect("127.0.0.1", port, **options)
    client.loop_start()
    return client.flags.get(timeout=10)
def stop(client):
    client.disconnect()
    client.loop_stop()
def subscribe(client, filter, qos):
    client.subscribe(filter, qos)
    client.granted.get(timeout=10)
receiver, sender = make("receiver"), make("sender")
print("connected", start(receiver), start(sender))
subscribe(receiver, topic + "/all", 2)
for qos in (0, 1, 2):
    sender.publish(topic + "/all", "at %d" % qos, qos).wait_for_publish()
    print(receiver.inbox.get(timeout=10))
sender.publish(topic + "/kept", "kept", 2, retain=True).wait_for_publish()
subscribe(receiver, topic + "/kept", 1)
print(receiver.inbox.get(timeout=10))
away = make("away", clean=False)
print("away", start(away, clean=False))
subscribe(away, topic + "/away", 2)
stop(away)
for qos in (1, 2): sender.publish(topic + "/away", "missed %d" % qos, qos).wait_for_publish()
back = make("away", clean=False)
print("back", start(back, clean=False), back.inbox.get(timeout=10), back.inbox.get(timeout=10))
doomed = make("doomed")
doomed.will_set(topic + "/all", "gone", 1)
start(doomed)
doomed._sock_close()
print(receiver.inbox.get(timeout=10))
for client in (back, receiver, sender): stop(client)
`;

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

describe.if(hasBinary && PYTHON !== undefined)("a broker for paho", () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine();
  });
  afterAll(() => line[Symbol.asyncDispose]());

  for (const [name, version, transport] of [
    ["3.1", 3, "tcp"],
    ["3.1.1", 4, "tls"],
    ["3.1.1", 4, "websockets"],
    ["5", 5, "tcp"],
    ["5", 5, "websockets"],
  ] as const) {
    test(`MQTT ${name} over ${transport}`, async () => {
      const { mqttPort, mqttsPort, mqttWsPort } = line.gantry.ready;
      const port = { tcp: mqttPort, tls: mqttsPort, websockets: mqttWsPort }[transport];
      const ran = await run([
        ...[PYTHON ?? "", "-c", SCRIPT, String(port), String(version)],
        ...[transport === "websockets" ? transport : "tcp", transport === "tls" ? line.caFile : ""],
        ...[line.username, line.password, `line/paho/${version}-${transport}`],
      ]);
      expect({ exitCode: ran.exitCode, lines: ran.stdout.trim().split("\n"), stderr: ran.stderr }).toEqual({
        exitCode: 0,
        lines: [
          "connected (0, 0) (0, 0)",
          ...["('at 0', 0, 0)", "('at 1', 1, 0)", "('at 2', 2, 0)", "('kept', 1, 1)"],
          "away (0, 0)",
          // 3.1 has no flag that tells of a session which goes on.
          `back (${version === 3 ? 0 : 1}, 0) ('missed 1', 1, 0) ('missed 2', 2, 0)`,
          "('gone', 1, 0)",
        ],
        stderr: "",
      });
    });
  }
});
