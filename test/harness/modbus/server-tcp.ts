// modbus-serial's server over TCP, on a free port.

import { ServerTCP } from "modbus-serial";

/**
 * Unit 1 with these holding registers and a hundred coils that are off; every second discrete input is on, the first one
 * too, and input registers hold a thousand more than their address. Other addresses are exception 02. It says that it is
 * an SDM630 of Eastron.
 */
export async function startModbusServer(registers: Readonly<Record<number, number>>, port = 0) {
  const holding = new Map(Object.entries(registers).map(([address, value]) => [Number(address), value]));
  const coils = new Map(Array.from({ length: 100 }, (_, address) => [address, false]));
  const server = new ServerTCP(
    {
      getHoldingRegister: (address: number) => need(holding, address),
      getInputRegister: (address: number) => 1_000 + address,
      getCoil: (address: number) => need(coils, address),
      getDiscreteInput: (address: number) => address % 2 === 0,
      setRegister: (address: number, value: number) => {
        need(holding, address);
        holding.set(address, value);
      },
      setCoil: (address: number, isOn: boolean) => {
        need(coils, address);
        coils.set(address, isOn);
      },
      // Its types leave it out.
      ...{ readDeviceIdentification: () => ({ 0: "Eastron", 1: "SDM630", 2: "V1.8" }) },
    },
    // It takes the number 0 for none at all and listens on 502 then; of the text "0" it asks for a free port.
    { host: "127.0.0.1", port: String(port) as unknown as number, unitID: 1 },
  );
  await new Promise<void>((resolve, reject) => {
    server.on("initialized", () => resolve());
    server.on("serverError", (error) => reject(error));
  });
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const address = (server as unknown as { _server: { address(): { port: number } } })._server.address();
  return { holding, coils, stop, port: address.port };
}

function need<T>(table: ReadonlyMap<number, T>, address: number): T {
  const value = table.get(address);
  if (value === undefined) throw Object.assign(new Error("no such register"), { modbusErrorCode: 2 });
  return value;
}
