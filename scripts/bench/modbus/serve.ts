// Modbus TCP servers on free ports, told as a line of JSON: bun serve.ts <count>

import { startModbusServer } from "../../../test/harness/modbus/server-tcp.ts";

const registers = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [at, at]));
const ports: number[] = [];
for (let at = 0; at < Number(process.argv[2]); at++) ports.push((await startModbusServer(registers)).port);
console.log(JSON.stringify(ports));
