// A small device on ESP32 or ESP8266 with Arduino and PubSubClient.

import type { Connection } from "./connection.ts";

/** A C++ string literal. */
const text = (value: string) => JSON.stringify(value);

/** PubSubClient's buffer holds a whole packet; its 256 bytes are too few for a signed login. */
function bufferBytes({ login, topic, payload }: Connection): number {
  const bytes = (value: string) => new TextEncoder().encode(value).length;
  const connect = bytes(login.clientId) + bytes(login.username) + bytes(login.password);
  return Math.max(512, 2 ** Math.ceil(Math.log2(Math.max(connect, bytes(topic) + bytes(payload)) + 64)));
}

function clientLines({ isTls }: Connection): string[] {
  if (!isTls) return ["WiFiClient network;"];
  return [
    "WiFiClientSecure network;",
    "// Paste the lines of gantry-ca.pem between the brackets.",
    'const char *CA = R"(-----BEGIN CERTIFICATE-----',
    "...",
    '-----END CERTIFICATE-----)";',
  ];
}

function trustLines({ isTls }: Connection): string[] {
  if (!isTls) return [];
  return [
    "#ifdef ESP8266",
    "  static X509List authority(CA);",
    "  network.setTrustAnchors(&authority);",
    "#else",
    "  network.setCACert(CA);",
    "#endif",
    '  configTime(0, 0, "pool.ntp.org"); // certificates need the time',
    "  while (time(nullptr) < 1700000000) delay(200);",
  ];
}

export function arduinoSnippet(connection: Connection): string {
  const { host, port, isTls, login, topic, payload } = connection;
  const password = login.password === "" ? "nullptr" : text(login.password);
  return [
    "// Arduino IDE: board ESP32 or ESP8266, library PubSubClient",
    "#ifdef ESP8266",
    "#include <ESP8266WiFi.h>",
    "#else",
    "#include <WiFi.h>",
    "#endif",
    ...(isTls ? ["#include <WiFiClientSecure.h>", "#include <time.h>"] : []),
    "#include <PubSubClient.h>",
    "",
    'const char *WIFI_NAME = "your network";',
    'const char *WIFI_PASSWORD = "its password";',
    "",
    ...clientLines(connection),
    "PubSubClient client(network);",
    "",
    "void setup() {",
    "  Serial.begin(115200);",
    "  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);",
    "  while (WiFi.status() != WL_CONNECTED) delay(200);",
    ...trustLines(connection),
    `  client.setServer(${text(host)}, ${port});`,
    `  client.setBufferSize(${bufferBytes(connection)});`,
    "}",
    "",
    "void loop() {",
    "  if (!client.connected()) {",
    `    const char *id = ${text(login.clientId)};`,
    `    if (!client.connect(id, ${text(login.username)}, ${password})) {`,
    '      Serial.printf("refused: %d\\n", client.state());',
    "      delay(5000);",
    "      return;",
    "    }",
    "  }",
    "  client.loop();",
    "  static unsigned long last = 0;",
    "  if (last != 0 && millis() - last < 5000) return;",
    "  last = millis();",
    `  bool isSent = client.publish(${text(topic)}, ${text(payload)});`,
    '  Serial.println(isSent ? "sent" : "not sent");',
    "}",
    "",
  ].join("\n");
}
