// Where and as whom the programs of one device connect.

import { useQuery } from "@tanstack/react-query";
import type { Credentials } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { type Connection, readSign, reportOf, sampleParams } from "../snippets/connection.ts";
import type { Way } from "./ways.ts";

/** The authority that a device must trust to connect by TLS. */
export const CA_HREF = "/openapi/v1/tls/ca.pem";

export interface Doors {
  readonly plain: number | undefined;
  readonly tls: number | undefined;
}

/** The ports of the MQTT listeners that are open; undefined where there is none. */
export function useDoors(): Doors {
  const listeners = useQuery(queries.listeners());
  const portOf = (name: string) =>
    listeners.data?.items.find((one) => one.name === name && one.status === "listening")?.port;
  return { plain: portOf("mqtt"), tls: portOf("mqtts") };
}

/** Undefined when the device has no way to log in. */
export function useConnection(
  { productKey, deviceName, deviceSecret }: Credentials,
  way: Way | undefined,
  wish: { readonly host: string; readonly isTls: boolean },
): Connection | undefined {
  const doors = useDoors();
  const model = useQuery(queries.model(productKey));
  if (way === undefined) return undefined;
  const { login, dialect } = way;
  // Where only one of them is open that one is meant.
  const isTls = doors.tls !== undefined && (wish.isTls || doors.plain === undefined);
  const isSigned = dialect === "alink" && way.other === undefined;
  return {
    host: wish.host,
    port: (isTls ? doors.tls : doors.plain) ?? 1883,
    isTls,
    ...{ productKey, deviceName, deviceSecret, login },
    sign: isSigned ? readSign(login.clientId, productKey, deviceName) : undefined,
    ...reportOf(dialect, { productKey, deviceName }, sampleParams(model.data)),
  };
}
