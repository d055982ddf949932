// One report in C with the Paho client; the Alink form signs with OpenSSL.

import { CA_FILE, type Connection } from "./connection.ts";

/** A C string literal: JSON's escapes are C's, but for characters beyond ASCII, which C takes as they are. */
const text = (value: string) => JSON.stringify(value);

function signLines({ login, sign, deviceSecret }: Connection): string[] {
  if (sign === undefined) return [`    const char *password = ${text(login.password)};`];
  const digest = sign.method.replace("hmac", "");
  return [
    `    const char *secret = ${text(deviceSecret)};`,
    `    const char *content = ${text(sign.content)};`,
    "    unsigned char mac[EVP_MAX_MD_SIZE];",
    "    unsigned int size = 0;",
    '    char password[2 * EVP_MAX_MD_SIZE + 1] = "";',
    `    HMAC(EVP_${digest}(), secret, (int)strlen(secret), (const unsigned char *)content, strlen(content), mac, &size);`,
    '    for (unsigned int i = 0; i < size; i++) sprintf(password + 2 * i, "%02x", mac[i]);',
  ];
}

export function cSnippet(connection: Connection): string {
  const { host, port, isTls, login, topic, payload, sign } = connection;
  const includes = sign === undefined ? [] : ["#include <openssl/evp.h>", "#include <openssl/hmac.h>"];
  return [
    `/* cc report.c -o report -lpaho-mqtt3c${isTls ? "s" : ""}${sign === undefined ? "" : " -lcrypto"} */`,
    "#include <MQTTClient.h>",
    ...includes,
    "#include <stdio.h>",
    "#include <string.h>",
    "",
    "int main(void) {",
    ...signLines(connection),
    "    MQTTClient client;",
    `    MQTTClient_create(&client, ${text(`${isTls ? "ssl" : "tcp"}://${host}:${port}`)}, ${text(login.clientId)},`,
    "                      MQTTCLIENT_PERSISTENCE_NONE, NULL);",
    "    MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;",
    "    options.keepAliveInterval = 60;",
    `    options.username = ${text(login.username)};`,
    "    options.password = password;",
    ...(isTls
      ? [
          "    MQTTClient_SSLOptions tls = MQTTClient_SSLOptions_initializer;",
          `    tls.trustStore = ${text(CA_FILE)};`,
          "    options.ssl = &tls;",
        ]
      : []),
    "    int code = MQTTClient_connect(client, &options);",
    '    if (code != MQTTCLIENT_SUCCESS) { fprintf(stderr, "refused: %d\\n", code); return 1; }',
    "",
    `    const char *payload = ${text(payload)};`,
    "    MQTTClient_deliveryToken token;",
    `    MQTTClient_publish(client, ${text(topic)}, (int)strlen(payload), payload, 1, 0, &token);`,
    "    code = MQTTClient_waitForCompletion(client, token, 10000);",
    '    puts(code == MQTTCLIENT_SUCCESS ? "stored" : "not acknowledged");',
    "    MQTTClient_disconnect(client, 1000);",
    "    MQTTClient_destroy(&client);",
    "    return code == MQTTCLIENT_SUCCESS ? 0 : 1;",
    "}",
    "",
  ].join("\n");
}
