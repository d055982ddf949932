import { counter, gauge, type Metric, type Sample } from "../kit/prometheus-text.ts";
import type { FieldEngine, LinkFigures, SlaveFigures } from "./commission/field-engine.ts";
import type { PortState, WriteCounts } from "./exposures/exposure-routes.ts";
import type { Fieldbus } from "./fieldbus.ts";

export interface ServedCounts {
  readonly answered: number;
  /** By exception code. */
  readonly refused: ReadonlyMap<number, number>;
  /** Open TCP connections, and those that were not let in. */
  readonly connections: number;
  readonly turnedAway: { readonly address: number; readonly number: number };
  readonly writes: WriteCounts;
  readonly ports: readonly PortState[];
}

interface Row {
  readonly link: string;
  readonly figures: LinkFigures;
}

/** What field buses tell Prometheus; names are a contract with dashboards: add, never rename. */
export function fieldbusMetrics(
  { fieldbus, engine }: { readonly fieldbus: Pick<Fieldbus, "links">; readonly engine: FieldEngine },
  served: ServedCounts,
): Metric[] {
  const links = fieldbus.links().map(({ id }) => ({ link: String(id), state: engine.stateOf(id) }));
  const rows = links.flatMap(({ link }): Row[] => {
    const figures = engine.figures(Number(link));
    return figures === undefined ? [] : [{ link, figures }];
  });
  const running = links.flatMap(({ link, state }) => (state ? [{ link, state }] : []));
  return [
    gauge(
      "gantry_link_up",
      "Whether a link to a field bus stands.",
      running.map(({ link, state }): Sample => [{ link }, state.state === "up" ? 1 : 0]),
    ),
    counter(
      "gantry_link_connects_total",
      "How often a link stood.",
      running.map(({ link, state }): Sample => [{ link }, state.connects]),
    ),
    ...busMetrics(rows),
    ...slaveMetrics(rows),
    ...servedMetrics(served),
  ];
}

function servedMetrics(served: ServedCounts): Metric[] {
  const { answered, refused, connections, turnedAway, writes, ports } = served;
  return [
    counter("gantry_modbus_server_requests_total", "Requests of others to Gantry's own registers.", [
      [{ result: "answered" }, answered],
      ...[...refused].map(([code, count]): Sample => [{ result: `exception ${code}` }, count]),
    ]),
    gauge("gantry_modbus_server_connections", "TCP clients of Gantry's own registers.", [[{}, connections]]),
    counter("gantry_modbus_server_turned_away_total", "TCP clients that were not let in.", [
      [{ reason: "address" }, turnedAway.address],
      [{ reason: "number" }, turnedAway.number],
    ]),
    counter(
      "gantry_modbus_server_written_total",
      "Values that clients wrote: given as commands, answered because nothing changes, or dropped because they can only be read.",
      [
        [{ result: "command" }, writes.commands],
        [{ result: "unchanged" }, writes.unchanged],
        [{ result: "read_only" }, writes.readOnly],
      ],
    ),
    gauge(
      "gantry_modbus_server_port_up",
      "Whether a serial port is open on which Gantry's own registers are read.",
      ports.map(({ path, state }): Sample => [{ path }, state === "listening" ? 1 : 0]),
    ),
    counter(
      "gantry_modbus_server_garbled_total",
      "What was heard on such a port and was no frame.",
      ports.map(({ path, garbled }): Sample => [{ path }, garbled]),
    ),
  ];
}

function busMetrics(rows: readonly Row[]): Metric[] {
  const perBus = (read: (figures: LinkFigures) => number) =>
    rows.map(({ link, figures }): Sample => [{ link }, read(figures)]);
  return [
    gauge(
      "gantry_bus_load_ratio",
      "Share of the last minute in which a bus was busy.",
      perBus(({ load }) => load),
    ),
    gauge(
      "gantry_bus_queue_length",
      "Requests that wait for their turn on a bus.",
      perBus(({ queueLength }) => queueLength),
    ),
  ];
}

function slaveMetrics(rows: readonly Row[]): Metric[] {
  const all = rows.flatMap(({ link, figures }) => figures.slaves.map((slave) => ({ link, slave })));
  const perSlave = (read: (slave: SlaveFigures) => number) =>
    all.map(({ link, slave }): Sample => [{ link, device: slave.key }, read(slave)]);
  const failures = all.flatMap(({ link, slave }) =>
    Object.entries(slave.failures).map(([code, count]): Sample => [{ link, device: slave.key, code }, count]),
  );
  return [
    gauge(
      "gantry_slave_up",
      "Whether a slave answers.",
      perSlave(({ isOnline }) => (isOnline ? 1 : 0)),
    ),
    counter(
      "gantry_slave_requests_total",
      "Requests to a slave.",
      perSlave(({ requests }) => requests),
    ),
    counter(
      "gantry_slave_answered_total",
      "Requests that a slave answered.",
      perSlave(({ answered }) => answered),
    ),
    counter("gantry_slave_failures_total", "Requests to a slave that failed, by reason.", failures),
    counter(
      "gantry_slave_overruns_total",
      "Poll rounds that were left out because the one before was not over.",
      perSlave(({ overruns }) => overruns),
    ),
  ];
}
