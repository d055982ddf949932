import { expect, test } from "bun:test";
import type { PointState } from "../../../src/fieldbus/commission/field-engine.ts";
import { failure } from "../../../src/spine/error.ts";
import { makeFieldRig } from "../field-rig.ts";

const WORDS = { en: "no reply", zh: "无响应" };
const POINTS: readonly PointState[] = [
  { identifier: "power", ts: 5, value: 23.5, quality: 0, raw: "41bc0000", failure: undefined },
  { identifier: "total", ts: 5, value: 9_007_199_254_740_993n, quality: 0, raw: "00", failure: undefined },
  {
    ...{ identifier: "lost", ts: undefined, value: undefined, quality: undefined, raw: "" },
    failure: { code: "timeout", text: WORDS, raw: "" },
  },
];

test("points as they were read last, with what went wrong", async () => {
  const { api } = makeFieldRig({ points: (key) => (key === "meter/m1" ? POINTS : undefined) });
  expect(await api.call("GET", "/devices/meter/m1/registers", { role: "viewer" })).toMatchObject({
    status: 200,
    body: {
      items: [
        { identifier: "power", ts: 5, value: 23.5, quality: 0, raw: "41bc0000", failure: null },
        { identifier: "total", value: "9007199254740993" },
        { identifier: "lost", ts: null, value: null, quality: null, failure: { text: WORDS } },
      ],
    },
  });
  expect((await api.call("GET", "/devices/meter/m2/registers")).body).toEqual({ items: [] });
  expect((await api.call("GET", "/devices/meter/m9/registers")).status).toBe(404);
});

test("points are read now; a link that is down says so, a point that fails in its own line", async () => {
  let why = failure("field_read_failed", { property: "lost", detail: "no reply" });
  const asked: unknown[] = [];
  const { api } = makeFieldRig({
    points: () => POINTS,
    readPoints: async (...request) => {
      asked.push(request);
      return why;
    },
  });
  const read = (role: "operator" | "viewer" = "operator") =>
    api.call("POST", "/devices/meter/m1/registers/read", { role, body: { identifiers: ["lost"] } });
  expect(await read()).toMatchObject({
    status: 200,
    body: { items: [{ identifier: "lost", failure: { code: "timeout" } }] },
  });
  why = failure("field_link_down", { detail: "" });
  expect([(await read()).status, (await read("viewer")).status]).toEqual([503, 403]);
  expect(asked[0]).toEqual(["meter/m1", ["lost"]]);
});

test("what registers may mean is guessed, and callers that nobody knows are told", async () => {
  const candidate = {
    ...{ address: 4, type: "float32", order: "ABCD", registers: 2, scale: 1 },
    ...{ value: 23.5, raw: "41bc0000" },
  };
  const { api } = makeFieldRig({
    guess: () => [candidate, { ...candidate, type: "bcd", order: undefined }],
    strangers: () => [{ address: "10.0.0.9:50000", at: 3, packet: "524547" }],
  });
  const samples = [{ address: 4, hex: "41bc 0000", shown: "23.5" }];
  const guess = (body: object) => api.call("POST", "/registers/guess", { role: "viewer", body });
  expect((await guess({ samples, area: "input" })).body).toEqual({
    candidates: [candidate, { ...candidate, type: "bcd", order: null }],
  });
  expect((await guess({ samples, area: "coil" })).body).toEqual({ candidates: [] });
  expect((await guess({ samples: [{ ...samples[0], hex: "41b" }] })).status).toBe(400);
  expect((await api.call("GET", "/dtu-strangers", { role: "viewer" })).body).toEqual({
    items: [{ address: "10.0.0.9:50000", at: 3, packet: "524547" }],
  });
});
