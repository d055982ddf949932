import { counter, gauge, type Metric, type Sample } from "../kit/prometheus-text.ts";
import type { FieldEngine, LinkFigures, SlaveFigures } from "./commission/field-engine.ts";
import type { Fieldbus } from "./fieldbus.ts";

export interface ServedCounts {
  readonly answered: number;
  /** By exception code. */
  readonly refused: ReadonlyMap<number, number>;
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
    counter("gantry_modbus_server_requests_total", "Requests of others to Gantry's own registers.", [
      [{ result: "answered" }, served.answered],
      ...[...served.refused].map(([code, count]): Sample => [{ result: `exception ${code}` }, count]),
    ]),
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
