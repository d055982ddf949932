// One report from a shell.

import { CA_FILE, type Connection } from "./connection.ts";

/** A word in single quotes for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function mosquittoSnippet(connection: Connection): string {
  const { host, port, isTls, login, topic, payload } = connection;
  const tls = isTls ? ` --cafile ${CA_FILE}` : "";
  const password = login.password === "" ? "" : ` -P ${quote(login.password)}`;
  return [
    `mosquitto_pub -h ${host} -p ${port}${tls} -V mqttv311 -q 1 \\`,
    `  -i ${quote(login.clientId)} \\`,
    `  -u ${quote(login.username)}${password} \\`,
    `  -t ${quote(topic)} \\`,
    `  -m ${quote(payload)}`,
    "",
  ].join("\n");
}
