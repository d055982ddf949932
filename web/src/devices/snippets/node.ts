// A small device in Node.js with mqtt.js 5.

import { CA_FILE, type Connection, countedParams } from "./connection.ts";

const text = (value: string) => JSON.stringify(value);

function passwordLine({ login, sign, deviceSecret }: Connection): string {
  if (sign === undefined) return `const password = ${text(login.password)};`;
  const method = sign.method.replace("hmac", "");
  return `const password = createHmac("${method}", ${text(deviceSecret)}).update(${text(sign.content)}).digest("hex");`;
}

function messageLines(connection: Connection): string[] {
  const params = countedParams(connection);
  if (params === undefined) return [`  const message = ${text(connection.payload)};`];
  return [
    `  const params = ${JSON.stringify(params)};`,
    '  const report = { id: String(number), version: "1.0", params, method: "thing.event.property.post" };',
    "  const message = JSON.stringify(report);",
  ];
}

export function nodeSnippet(connection: Connection): string {
  const { host, port, isTls, login, topic, sign } = connection;
  return [
    "// npm install mqtt; save as device.mjs; node device.mjs",
    ...(sign === undefined ? [] : ['import { createHmac } from "node:crypto";']),
    ...(isTls ? ['import { readFileSync } from "node:fs";'] : []),
    'import mqtt from "mqtt";',
    "",
    passwordLine(connection),
    `const client = mqtt.connect("${isTls ? "mqtts" : "mqtt"}://${host}:${port}", {`,
    `  clientId: ${text(login.clientId)},`,
    `  username: ${text(login.username)},`,
    "  password,",
    ...(isTls ? [`  ca: readFileSync(${text(CA_FILE)}),`] : []),
    "});",
    'client.on("error", (error) => console.error(error.message));',
    'client.on("message", (topic, payload) => console.log("received:", topic, payload.toString()));',
    "",
    "let number = 0;",
    "async function report() {",
    "  number += 1;",
    ...messageLines(connection),
    `  await client.publishAsync(${text(topic)}, message, { qos: 1 });`,
    '  console.log("stored:", number);',
    "}",
    'client.once("connect", () => {',
    "  void report();",
    "  setInterval(report, 5000);",
    "});",
    "",
  ].join("\n");
}
