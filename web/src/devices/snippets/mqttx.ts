// A file that MQTTX imports (Connections, Import, JSON).

import type { Connection } from "./connection.ts";

export function mqttxSnippet(connection: Connection): string {
  const { host, port, isTls, productKey, deviceName, login, topic } = connection;
  const profile = {
    name: `${productKey}/${deviceName}`,
    ...{ clientId: login.clientId, username: login.username, password: login.password },
    ...{ protocol: isTls ? "mqtts" : "mqtt", host, port, path: "", ssl: isTls },
    certType: isTls ? "self" : "",
    ...{ rejectUnauthorized: true, ca: "", cert: "", key: "" },
    ...{ mqttVersion: "3.1.1", clean: true, keepalive: 60, connectTimeout: 10 },
    ...{ reconnect: true, reconnectPeriod: 4_000 },
    ...{ subscriptions: [], messages: [], pushProps: {}, lastTopic: topic },
  };
  return `${JSON.stringify([profile], undefined, 2)}\n`;
}
