// A small device in Python with paho-mqtt 2.

import type { Connection } from "./connection.ts";

const text = (value: string) => JSON.stringify(value);

function passwordLines({ login, sign, deviceSecret }: Connection): string[] {
  if (sign === undefined) return [`PASSWORD = ${text(login.password)}`];
  return [
    `SECRET = ${text(deviceSecret)}`,
    `SIGNED = ${text(sign.content)}`,
    `PASSWORD = hmac.new(SECRET.encode(), SIGNED.encode(), "${sign.method.replace("hmac", "")}").hexdigest()`,
  ];
}

export function pythonSnippet(connection: Connection): string {
  const { host, port, login, topic, payload, sign } = connection;
  const report = JSON.parse(payload) as { params: unknown };
  return [
    "# pip install paho-mqtt",
    ...(sign === undefined ? [] : ["import hmac"]),
    "import json",
    "import time",
    "",
    "import paho.mqtt.client as mqtt",
    "",
    `CLIENT_ID = ${text(login.clientId)}`,
    `USERNAME = ${text(login.username)}`,
    ...passwordLines(connection),
    `TOPIC = ${text(topic)}`,
    "",
    "client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=CLIENT_ID)",
    "client.username_pw_set(USERNAME, PASSWORD)",
    'client.on_connect = lambda c, u, flags, reason, props: print("connected:", reason)',
    'client.on_message = lambda c, u, message: print("received:", message.topic, message.payload.decode())',
    `client.connect(${text(host)}, ${port}, keepalive=60)`,
    "client.loop_start()",
    "",
    "number = 0",
    "while True:",
    "    number += 1",
    `    params = json.loads('${JSON.stringify(report.params).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}')`,
    '    report = {"id": str(number), "version": "1.0", "params": params, "method": "thing.event.property.post"}',
    "    client.publish(TOPIC, json.dumps(report), qos=1).wait_for_publish()",
    "    time.sleep(5)",
    "",
  ].join("\n");
}
