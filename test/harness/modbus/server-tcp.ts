// A Modbus TCP server that others wrote, on a free port.

import { ServerTCP } from "modbus-serial";

/** Unit 1 with these holding registers; other addresses are exception 02. */
export async function startModbusServer(registers: Readonly<Record<number, number>>, port = 0) {
  const holding = new Map(Object.entries(registers).map(([address, value]) => [Number(address), value]));
  const server = new ServerTCP(
    {
      getHoldingRegister: (address: number) => {
        const value = holding.get(address);
        if (value === undefined) throw Object.assign(new Error("no such register"), { modbusErrorCode: 2 });
        return value;
      },
      setRegister: (address: number, value: number) => {
        if (!holding.has(address)) throw Object.assign(new Error("no such register"), { modbusErrorCode: 2 });
        holding.set(address, value);
      },
    },
    { host: "127.0.0.1", port, unitID: 1 },
  );
  await new Promise<void>((resolve) => server.on("initialized", () => resolve()));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const address = (server as unknown as { _server: { address(): { port: number } } })._server.address();
  return { holding, stop, port: address.port };
}
