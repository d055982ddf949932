// A small device in Python with paho-mqtt 2.

import { CA_FILE, type Connection, countedParams } from "./connection.ts";

const text = (value: string) => JSON.stringify(value);

function passwordLines({ login, sign, deviceSecret }: Connection): string[] {
  if (sign === undefined) return [`PASSWORD = ${text(login.password)}`];
  return [
    `SECRET = ${text(deviceSecret)}`,
    `SIGNED = ${text(sign.content)}`,
    `PASSWORD = hmac.new(SECRET.encode(), SIGNED.encode(), "${sign.method.replace("hmac", "")}").hexdigest()`,
  ];
}

/** In single quotes. */
const quoted = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function messageLines(connection: Connection): string[] {
  const params = countedParams(connection);
  if (params === undefined) return [`    message = ${quoted(connection.payload)}`];
  return [
    `    params = json.loads(${quoted(JSON.stringify(params))})`,
    '    report = {"id": str(number), "version": "1.0", "params": params, "method": "thing.event.property.post"}',
    "    message = json.dumps(report)",
  ];
}

export function pythonSnippet(connection: Connection): string {
  const { host, port, isTls, login, topic, sign } = connection;
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
    ...(isTls ? [`client.tls_set(${text(CA_FILE)})`] : []),
    `client.connect(${text(host)}, ${port}, keepalive=60)`,
    "client.loop_start()",
    "",
    "number = 0",
    "while True:",
    "    number += 1",
    ...messageLines(connection),
    "    client.publish(TOPIC, message, qos=1).wait_for_publish()",
    "    time.sleep(5)",
    "",
  ].join("\n");
}
