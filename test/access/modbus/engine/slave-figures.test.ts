import { expect, test } from "bun:test";
import { diagnose } from "../../../../src/access/modbus/commission/diagnose.ts";
import { SlaveFigures } from "../../../../src/access/modbus/engine/slave-figures.ts";
import { failed } from "../../../../src/access/modbus/frame/outcome.ts";

test("answers with their times, failures by their names; what the link lost is not the slave's", () => {
  const figures = new SlaveFigures();
  const bytes = new Uint8Array();
  for (const durationMs of [10, 20, 30]) figures.note({ ok: true, bytes, ts: 1_000, durationMs }, 1_000);
  const exception = failed("exception", bytes, 2);
  figures.note(failed("timeout"), 2_000);
  figures.note(exception, 3_000);
  figures.note(failed("lost"), 4_000);
  expect(figures.report()).toEqual({
    requests: 5,
    answered: 3,
    failures: { timeout: 1, "exception 02": 1 },
    p50Ms: 20,
    p95Ms: 30,
    lastAnswerAt: 1_000,
    lastFailure: { at: 3_000, failed: exception },
    recent: { requests: 5, failures: { timeout: 1, "exception 02": 1 }, unanswered: 0, stray: 0, headCut: 0 },
  });
});

test("what is recent forgets what was mended, and counts how long nothing has come", () => {
  const figures = new SlaveFigures();
  const note = (code: "crc" | "timeout", count: number) => {
    for (let i = 0; i < count; i++) figures.note(failed(code), 1_000);
  };
  note("crc", 10);
  for (let i = 0; i < 250; i++)
    figures.note({ ok: true, bytes: new Uint8Array(), ts: 1_000, durationMs: 5 }, 1_000);
  note("timeout", 3);
  expect(figures.report().recent).toEqual({
    requests: 256,
    failures: { crc: 3, timeout: 3 },
    unanswered: 3,
    stray: 0,
    headCut: 0,
  });
  note("crc", 1);
  expect(figures.report()).toMatchObject({
    failures: { crc: 11, timeout: 3 },
    recent: { failures: { crc: 3, timeout: 3 }, unanswered: 0, stray: 0, headCut: 0 },
  });
});

test("a gateway's word that nobody answers behind it is silence, and no refusal of the slave", () => {
  const figures = new SlaveFigures();
  for (let i = 0; i < 6; i++) figures.note(failed("exception", new Uint8Array(), 0x0b), 1_000);
  const report = figures.report();
  expect([report.failures, report.recent.unanswered]).toEqual([{ "exception 0B": 6 }, 6]);
  const bus = {
    load: 0,
    isEcho: false,
    lateReplies: 0,
    timeoutMs: 1_000,
    isPlainLine: true,
    slaves: new Map([["a", report]]),
  };
  expect(diagnose(bus)).toEqual([{ ailment: "dead_slave", slave: "a", figure: 6 }]);
});

test("answers among stray bytes and replies without their heads are counted while they are recent", () => {
  const figures = new SlaveFigures();
  const bytes = new Uint8Array();
  const answer = { ok: true, bytes, ts: 1_000, durationMs: 5 } as const;
  figures.note({ ...answer, hasStray: true }, 1_000);
  for (let count = 0; count < 2; count++) figures.note({ ...failed("noise"), isHeadCut: true }, 1_000);
  const before = figures.report().recent;
  for (let count = 0; count < 256; count++) figures.note(answer, 1_000);
  const marks = ({ stray, headCut }: typeof before) => [stray, headCut];
  expect([marks(before), marks(figures.report().recent)]).toEqual([
    [1, 2],
    [0, 0],
  ]);
});
