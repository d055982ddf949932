import { explainListenError, type ListenerReport } from "../access/listeners.ts";
import {
  type ExceptionCode,
  type Exposure,
  listenAsSlave,
  RegisterImage,
  type WrittenValue,
} from "../access/modbus/modbus.ts";
import type { ServerState } from "../fieldbus/exposures/exposure-routes.ts";
import type { ServedCounts } from "../fieldbus/metrics.ts";
import type { NetListener } from "../net/net.ts";
import type { Failure } from "../spine/error.ts";
import type { Value } from "../spine/point.ts";
import type { DevicePlane } from "./device-plane.ts";
import { describeListener } from "./field-listener.ts";
import type { Setting } from "./setting.ts";
import type { Stores } from "./stores.ts";

const CONNECTIONS = 200;

export interface RegisterServer {
  /** Brings the registers, and whether it listens, to what is exposed. */
  apply(): void;
  state(): ServerState;
  /** None where nothing is exposed. */
  listeners(): readonly ListenerReport[];
  counts(): ServedCounts;
  close(): void;
}

/** Serves the newest values of exposed properties as Modbus registers; nothing listens before `apply` finds one. */
export function openRegisterServer(
  { fieldbus, telemetry }: Pick<Stores, "fieldbus" | "telemetry">,
  { gate, sessions }: Pick<DevicePlane, "gate" | "sessions">,
  { clock, config, lines }: Setting,
): RegisterServer {
  const { serverHost: host, serverPort: port, server: isAllowed } = config.modbus;
  const refused = new Map<number, number>();
  let image = new RegisterImage([], () => undefined);
  let listener: NetListener | undefined;
  let error: string | undefined;
  let answered = 0;

  const read = (device: string, identifier: string): Value | undefined =>
    telemetry.latestOf(Number(device), identifier)?.value;
  const start = () => {
    try {
      listener = listenAsSlave({
        ...{ host, port, clock, maxConnections: CONNECTIONS },
        image: () => image,
        apply: (values) => writeAll(values, (device) => performOf(Number(device), sessions)),
        onAnswer(exception) {
          if (exception === undefined) answered++;
          else refused.set(exception, (refused.get(exception) ?? 0) + 1);
        },
        ...(gate.isAdmitted && { isAdmitted: (ip: string) => gate.isAdmitted?.(ip) ?? true }),
      });
      error = undefined;
    } catch (cause) {
      error = explainListenError(cause);
      lines.error("properties cannot be served as Modbus registers", { error: cause, port });
    }
  };
  const stop = () => {
    listener?.stop();
    listener = undefined;
    error = undefined;
  };
  return {
    apply() {
      const exposures = fieldbus.exposures.all().flatMap(({ unit, device, point }): Exposure[] => {
        const isOn = device.isEnabled && device.product.isEnabled;
        return isOn ? [{ unit, device: String(device.id), point }] : [];
      });
      image = new RegisterImage(exposures, read);
      const isWanted = isAllowed && fieldbus.exposures.all().length > 0;
      if (!isWanted) stop();
      else if (listener === undefined) start();
    },
    state: () => ({
      state: listener ? "listening" : error === undefined ? "off" : "failed",
      ...{ host, port: listener?.port ?? port, error, isAllowed },
      connections: listener?.connections ?? 0,
    }),
    listeners: () =>
      listener || error !== undefined
        ? [
            describeListener(
              "modbus-server",
              { host, port, listener, error },
              {
                messagesIn: answered + sumOf(refused),
                messagesOut: answered + sumOf(refused),
              },
            ),
          ]
        : [],
    counts: () => ({ answered, refused }),
    close: stop,
  };
}

type Perform = (values: ReadonlyMap<string, Value>) => Promise<Failure | undefined>;

/** The way to write to a device; undefined where its connection has none. */
function performOf(deviceId: number, sessions: DevicePlane["sessions"]): Perform | undefined {
  const link = sessions.find(deviceId)?.link;
  return link?.perform && ((values) => link.perform?.(values) ?? Promise.resolve(undefined));
}

/** Application protocol 1.1b3, 7: the device would not take it, it failed, or it cannot just now. */
async function writeAll(
  values: readonly WrittenValue[],
  performOf: (device: string) => Perform | undefined,
): Promise<ExceptionCode | undefined> {
  for (const [device, written] of Map.groupBy(values, (value) => value.device)) {
    const perform = performOf(device);
    if (perform === undefined) return 4;
    const why = await perform(new Map(written.map(({ identifier, value }) => [identifier, value])));
    if (why) return exceptionOf(why);
  }
  return undefined;
}

function exceptionOf({ code }: Failure): ExceptionCode {
  if (code === "field_value_refused") return 3;
  return code === "field_link_down" ? 6 : 4;
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
