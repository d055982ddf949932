// A small device in Node.js with mqtt.js 5.

import type { Connection } from "./connection.ts";

const text = (value: string) => JSON.stringify(value);

function passwordLine({ login, sign, deviceSecret }: Connection): string {
  if (sign === undefined) return `const password = ${text(login.password)};`;
  const method = sign.method.replace("hmac", "");
  return `const password = createHmac("${method}", ${text(deviceSecret)}).update(${text(sign.content)}).digest("hex");`;
}

export function nodeSnippet(connection: Connection): string {
  const { host, port, login, topic, payload, sign } = connection;
  const report = JSON.parse(payload) as { params: unknown };
  return [
    "// npm install mqtt; save as device.mjs; node device.mjs",
    ...(sign === undefined ? [] : ['import { createHmac } from "node:crypto";']),
    'import mqtt from "mqtt";',
    "",
    passwordLine(connection),
    `const client = mqtt.connect("mqtt://${host}:${port}", {`,
    `  clientId: ${text(login.clientId)},`,
    `  username: ${text(login.username)},`,
    "  password,",
    "});",
    'client.on("error", (error) => console.error(error.message));',
    'client.on("message", (topic, payload) => console.log("received:", topic, payload.toString()));',
    "",
    "let number = 0;",
    "async function report() {",
    "  number += 1;",
    `  const params = ${JSON.stringify(report.params)};`,
    '  const message = { id: String(number), version: "1.0", params, method: "thing.event.property.post" };',
    `  await client.publishAsync(${text(topic)}, JSON.stringify(message), { qos: 1 });`,
    '  console.log("stored:", message.id);',
    "}",
    'client.once("connect", () => {',
    "  void report();",
    "  setInterval(report, 5000);",
    "});",
    "",
  ].join("\n");
}
