// One report from a shell.

import type { Connection } from "./connection.ts";

/** A word in single quotes for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function mosquittoSnippet(connection: Connection): string {
  const { host, port, login, topic, payload } = connection;
  return [
    `mosquitto_pub -h ${host} -p ${port} -V mqttv311 -q 1 \\`,
    `  -i ${quote(login.clientId)} \\`,
    `  -u ${quote(login.username)} -P ${quote(login.password)} \\`,
    `  -t ${quote(topic)} \\`,
    `  -m ${quote(payload)}`,
    "",
  ].join("\n");
}
