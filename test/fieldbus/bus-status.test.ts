import { expect, test } from "bun:test";
import * as v from "valibot";
import { busStatuses } from "../../src/fieldbus/bus-status.ts";
import type { LinkFigures, SlaveFigures } from "../../src/fieldbus/commission/field-engine.ts";
import { LinkSettingsSchema } from "../../src/spine/fieldbus.ts";
import { ENGINE } from "./field-rig.ts";

const TCP = { kind: "tcp", host: "10.0.0.5" } as const;
const DTU = { kind: "dtu", identification: { by: "text", text: "a" } } as const;
const link = (id: number, name: string, more: object = {}) => ({
  ...{ id, createdAt: 0, updatedAt: 0 },
  settings: v.parse(LinkSettingsSchema, { name, transport: TCP, ...more }),
});
const slave = (isOnline: boolean): SlaveFigures => ({
  ...{ key: "meter/m1", unit: 1, isOnline, requests: 9, answered: 7, failures: {}, p50Ms: 1, p95Ms: 2 },
  ...{ overruns: 1, readings: 7, suppressed: 0, lastAnswerAt: 1, lastFailure: undefined },
});
const QUIET: LinkFigures = {
  ...{ load: 0.1, isEcho: false, lateReplies: 0, queueLength: 0, slaves: [slave(true)], findings: [] },
};
const SLOW = { ailment: "slow_slave", slave: "meter/m1", figure: 900 } as const;
const FIGURES: Readonly<Record<number, LinkFigures>> = {
  1: QUIET,
  2: { ...QUIET, slaves: [slave(false)] },
  3: {
    ...QUIET,
    load: 0.97,
    findings: [SLOW, SLOW, { ailment: "overloaded", slave: undefined, figure: 97 }],
  },
  4: { ...QUIET, load: 0.4 },
};

test("the links that need somebody come first; those that are switched off are not told", () => {
  const links = [
    link(1, "quiet"),
    link(2, "down"),
    link(3, "slow"),
    link(4, "busy"),
    link(5, "never called", { transport: DTU }),
    link(6, "off", { isEnabled: false }),
  ];
  const stateOf = (id: number) =>
    id === 2 || id === 5
      ? { state: "down" as const, since: 5, reason: "connection refused", connects: 0 }
      : ENGINE.stateOf(id);
  const engine = { ...ENGINE, stateOf, figures: (id: number) => FIGURES[id] };
  const { total, up, buses } = busStatuses({ fieldbus: { links: () => links }, engine }, 4);
  expect({ total, up }).toEqual({ total: 5, up: 3 });
  const plain = { state: "up", reason: "", slaves: 1, silent: 0, ailments: [] };
  expect(buses as readonly unknown[]).toEqual([
    { ...plain, id: 2, name: "down", state: "down", reason: "connection refused", load: 0.1 },
    { ...plain, id: 3, name: "slow", load: 0.97, ailments: ["slow_slave", "overloaded"] },
    { ...plain, id: 4, name: "busy", load: 0.4 },
    { ...plain, id: 1, name: "quiet", load: 0.1 },
  ]);
  const waiting = busStatuses({ fieldbus: { links: () => links }, engine }, 9).buses.at(-1);
  expect(waiting).toMatchObject({ name: "never called", state: "waiting", reason: "" });
});

test("a unit that is silent on a link that stands is told, and one that is about to be dialled has no figures", () => {
  const engine = { ...ENGINE, figures: () => ({ ...QUIET, slaves: [slave(true), slave(false)] }) };
  const { buses } = busStatuses({ fieldbus: { links: () => [link(1, "a")] }, engine }, 9);
  expect(buses[0]).toMatchObject({ slaves: 2, silent: 1 });
  const starting = { ...ENGINE, stateOf: () => undefined };
  expect(busStatuses({ fieldbus: { links: () => [link(1, "a")] }, engine: starting }, 9).buses).toMatchObject(
    [{ state: "dialling", load: 0, slaves: 0, ailments: [] }],
  );
});
