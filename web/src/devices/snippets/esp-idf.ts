// One report of an ESP32 at each connect, with Espressif's own framework and its MQTT client.

import { CA_FILE, type Connection } from "./connection.ts";

/** A C string literal: JSON's escapes are C's, but for characters beyond ASCII, which C takes as they are. */
const text = (value: string) => JSON.stringify(value);

const WIFI = [
  '#define WIFI_NAME "your network"',
  '#define WIFI_PASSWORD "its password"',
  "",
  "static void on_wifi(void *client, esp_event_base_t base, int32_t id, void *data) {",
  "    if (base == IP_EVENT) esp_mqtt_client_start(client);",
  "    else if (id == WIFI_EVENT_STA_START || id == WIFI_EVENT_STA_DISCONNECTED) esp_wifi_connect();",
  "}",
];

const START = [
  "    ESP_ERROR_CHECK(nvs_flash_init());",
  "    ESP_ERROR_CHECK(esp_netif_init());",
  "    ESP_ERROR_CHECK(esp_event_loop_create_default());",
  "    esp_netif_create_default_wifi_sta();",
  "    wifi_init_config_t init = WIFI_INIT_CONFIG_DEFAULT();",
  "    ESP_ERROR_CHECK(esp_wifi_init(&init));",
  "    esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_wifi, client);",
  "    esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP, on_wifi, client);",
  "    wifi_config_t wifi = {.sta = {.ssid = WIFI_NAME, .password = WIFI_PASSWORD}};",
  "    ESP_ERROR_CHECK(esp_wifi_set_mode(WIFI_MODE_STA));",
  "    ESP_ERROR_CHECK(esp_wifi_set_config(WIFI_IF_STA, &wifi));",
  "    ESP_ERROR_CHECK(esp_wifi_start());",
];

function configLines({ host, port, isTls, login }: Connection): string[] {
  return [
    "    const esp_mqtt_client_config_t config = {",
    `        .broker.address.uri = ${text(`${isTls ? "mqtts" : "mqtt"}://${host}:${port}`)},`,
    ...(isTls ? ["        .broker.verification.certificate = CA,"] : []),
    `        .credentials.client_id = ${text(login.clientId)},`,
    `        .credentials.username = ${text(login.username)},`,
    ...(login.password === ""
      ? []
      : [`        .credentials.authentication.password = ${text(login.password)},`]),
    "        .session.protocol_ver = MQTT_PROTOCOL_V_3_1_1,",
    "    };",
  ];
}

export function espIdfSnippet(connection: Connection): string {
  const { isTls, topic, payload } = connection;
  const embedded = isTls ? ` EMBED_TXTFILES "${CA_FILE}"` : "";
  return [
    "/* ESP-IDF 5, as main/report.c; main/CMakeLists.txt:",
    `   idf_component_register(SRCS "report.c" PRIV_REQUIRES mqtt esp_wifi esp_netif nvs_flash${embedded}) */`,
    '#include "esp_event.h"',
    '#include "esp_netif.h"',
    '#include "esp_wifi.h"',
    '#include "mqtt_client.h"',
    '#include "nvs_flash.h"',
    "#include <stdio.h>",
    "",
    ...(isTls ? [`extern const char CA[] asm("_binary_${CA_FILE.replace(/\W/g, "_")}_start");`, ""] : []),
    ...WIFI,
    "",
    "static void on_mqtt(void *arg, esp_event_base_t base, int32_t id, void *data) {",
    "    esp_mqtt_event_handle_t event = data;",
    "    if (id == MQTT_EVENT_CONNECTED)",
    `        esp_mqtt_client_publish(event->client, ${text(topic)},`,
    `                                ${text(payload)}, 0, 1, 0);`,
    '    if (id == MQTT_EVENT_PUBLISHED) puts("stored");',
    "    if (id == MQTT_EVENT_ERROR && event->error_handle->error_type == MQTT_ERROR_TYPE_CONNECTION_REFUSED)",
    '        printf("refused: %d\\n", event->error_handle->connect_return_code);',
    "}",
    "",
    "void app_main(void) {",
    ...configLines(connection),
    "    esp_mqtt_client_handle_t client = esp_mqtt_client_init(&config);",
    "    esp_mqtt_client_register_event(client, ESP_EVENT_ANY_ID, on_mqtt, NULL);",
    ...START,
    "}",
    "",
  ].join("\n");
}
