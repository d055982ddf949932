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
    // It takes the number 0 for none at all and listens on 502 then; of the text "0" it asks for a free port.
    { host: "127.0.0.1", port: String(port) as unknown as number, unitID: 1 },
  );
  await new Promise<void>((resolve, reject) => {
    server.on("initialized", resolve);
    server.on("serverError", reject);
  });
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const address = (server as unknown as { _server: { address(): { port: number } } })._server.address();
  return { holding, stop, port: address.port };
}
