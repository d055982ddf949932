import {
  describeFailure,
  diagnose,
  type Failed,
  guessPoints,
  hexPairs,
  type Modbus,
  type ModbusRequest,
  meaningOf,
  type PointTrace,
  readFailure,
  type SlaveState,
} from "../access/modbus/modbus.ts";
import type {
  FailureNote,
  FieldEngine,
  LinkFigures,
  PointState,
  ReadOrder,
  SlaveFigures,
} from "../fieldbus/commission/field-engine.ts";
import type { Clock } from "../spine/clock.ts";
import { err, ok } from "../spine/result.ts";

const READS = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;

/** The running buses as the room of field buses asks for them. */
export function makeFieldEngine(modbus: Modbus, clock: Clock): FieldEngine {
  const run = (linkId: number) => modbus.link(String(linkId));
  return {
    stateOf: (linkId) => run(linkId)?.status,
    figures: (linkId) => figuresOf(modbus, linkId),
    frames(linkId, after, limit) {
      const running = run(linkId);
      if (running === undefined) return [];
      const { framing } = running;
      const frames = running.capture.after(after, { limit, now: clock.now() });
      return frames.map(({ bytes, direction, ...frame }) => ({
        ...{ ...frame, direction, hex: hexPairs(bytes) },
        meaning: meaningOf(bytes, { direction, framing }),
      }));
    },
    capture: (linkId) => run(linkId)?.capture.toText() ?? "",
    scan: (linkId, order) => modbus.scan(String(linkId), order),
    scanProgress(linkId) {
      const { found, ...progress } = modbus.scanState(String(linkId));
      return { ...progress, found: found.map((slave) => ({ ...slave, raw: hexOf(slave.raw) })) };
    },
    cancelScan: (linkId) => modbus.cancelScan(String(linkId)),
    async read(linkId, order) {
      const outcome = await modbus.ask(String(linkId), requestOf(order));
      if (outcome.ok) return ok({ hex: hexOf(outcome.bytes), durationMs: outcome.durationMs });
      return err(readFailure(`#${order.address}`, outcome));
    },
    guess: (samples) =>
      guessPoints(
        samples.map(({ hex, ...sample }) => ({
          ...sample,
          bytes: Buffer.from(hex.replace(/\s/g, ""), "hex"),
        })),
      ),
    points: (key) => modbus.points(key)?.map(pointOf),
    readPoints: (key, identifiers) => modbus.read(key, identifiers),
    strangers: () =>
      modbus.strangers().map(({ packet, ...stranger }) => ({ ...stranger, packet: hexOf(packet) })),
  };
}

function requestOf({ unit, area, address, count }: ReadOrder): ModbusRequest {
  return { functionCode: READS[area], unit, address, count };
}

function figuresOf(modbus: Modbus, linkId: number): LinkFigures | undefined {
  const running = modbus.link(String(linkId));
  if (running === undefined) return undefined;
  const { slaves, ...bus } = running.report();
  const { timeoutMs, transport } = running.options.spec.settings;
  const isPlainLine = transport.kind === "serial" || transport.kind === "rtuTcp";
  const findings = diagnose({
    ...bus,
    timeoutMs,
    isPlainLine,
    slaves: new Map(slaves.map((one) => [one.key, one])),
  });
  return { ...bus, slaves: slaves.map(slaveOf), findings };
}

function slaveOf({ lastFailure, recent: _, ...slave }: SlaveState): SlaveFigures {
  return { ...slave, lastFailure: lastFailure && { ...noteOf(lastFailure.failed), at: lastFailure.at } };
}

function pointOf({ failure, ...point }: PointTrace): PointState {
  return { ...point, failure: failure && noteOf(failure) };
}

function noteOf(failed: Failed): FailureNote {
  return { code: failed.code, text: describeFailure(failed), raw: hexOf(failed.raw) };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
