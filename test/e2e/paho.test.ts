// Paho in Python: the client that most scripts and many gateways use; the signature is computed there, not by our code.

import { expect, setDefaultTimeout, test } from "bun:test";
import { hasBinary } from "../harness/gantry.ts";
import { run } from "../harness/run.ts";
import { identityOf, startPlant, untilLatest } from "./plant.ts";

const PYTHON = ["/usr/bin/python3", "python3"].find(
  (python) => Bun.which(python) !== null && Bun.spawnSync([python, "-c", "import paho.mqtt"]).success,
);

const SCRIPT = `
import hashlib, hmac, json, sys, threading
import paho.mqtt.client as mqtt
port, version, pk, dn, secret, transport = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:7]
cid = pk + "." + dn
text = "clientId" + cid + "deviceName" + dn + "productKey" + pk
password = hmac.new(secret.encode(), text.encode(), hashlib.sha1).hexdigest().upper()
name = cid + "|securemode=3,signmethod=hmacsha1|"
if hasattr(mqtt, "CallbackAPIVersion"):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id=name, protocol=version, transport=transport)
else:
    client = mqtt.Client(client_id=name, protocol=version, transport=transport)
if transport == "websockets":
    client.ws_set_options(path="/mqtt")
client.username_pw_set(dn + "&" + pk, password)
topic = "/sys/%s/%s/thing/event/property/post" % (pk, dn)
replied = threading.Event()
def on_connect(client, userdata, flags, rc, properties=None):
    print("connected", int(rc) if isinstance(rc, int) else rc.value)
    client.subscribe(topic + "_reply", 1)
def on_subscribe(client, userdata, mid, granted, properties=None):
    info = client.publish(topic, json.dumps({"id": "9", "version": "1.0", "params": {"temperature": 36.6}}), 1)
def on_publish(client, userdata, mid, *rest):
    print("acknowledged")
def on_message(client, userdata, message):
    print(message.payload.decode())
    replied.set()
client.on_connect, client.on_subscribe, client.on_publish, client.on_message = on_connect, on_subscribe, on_publish, on_message
client.connect("127.0.0.1", port)
client.loop_start()
ok = replied.wait(10)
client.disconnect()
client.loop_stop()
sys.exit(0 if ok else 1)
`;

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

for (const [name, version, transport] of [
  ["v311", 4, "tcp"],
  ["v5", 5, "tcp"],
  ["ws", 4, "websockets"],
] as const) {
  test.if(hasBinary && PYTHON !== undefined)(
    `paho, MQTT ${name} over ${transport}: signed with hmacsha1, reported, answered`,
    async () => {
      await using plant = await startPlant([name]);
      const { productKey, deviceName, deviceSecret } = identityOf(name);
      const { mqttPort, mqttWsPort } = plant.gantry.ready;
      const port = String(transport === "tcp" ? mqttPort : mqttWsPort);
      const ran = await run([
        PYTHON ?? "",
        "-c",
        SCRIPT,
        port,
        String(version),
        productKey,
        deviceName,
        deviceSecret,
        transport,
      ]);
      expect({ ...ran, stderr: "" }).toEqual({ exitCode: 0, stdout: expect.any(String), stderr: "" });
      expect(ran.stdout.trim().split("\n").sort()).toEqual(
        [
          "acknowledged",
          "connected 0",
          '{"code":200,"data":{},"id":"9","message":"success","method":"thing.event.property.post","version":"1.0"}',
        ].sort(),
      );
      await untilLatest(plant.api, name, { temperature: 36.6 });
    },
  );
}
