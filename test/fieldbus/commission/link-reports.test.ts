import { expect, test } from "bun:test";
import { makeFieldRig, TCP_LINK } from "../field-rig.ts";

const WORDS = { en: "no reply", zh: "无响应" };
const SLAVE = {
  ...{ key: "meter/m/1", unit: 3, isOnline: true, requests: 9, answered: 8, failures: { timeout: 1 } },
  ...{ p50Ms: 4, p95Ms: 7, overruns: 0, readings: 8, suppressed: 2 },
};

test("how the bus does, device by device", async () => {
  const { api } = makeFieldRig({
    figures: () => ({
      ...{ load: 0.25, isEcho: false, lateReplies: 1, queueLength: 2 },
      slaves: [
        {
          ...SLAVE,
          lastAnswerAt: 7,
          lastFailure: { at: 6, code: "timeout", text: WORDS, raw: "" },
        },
        { ...SLAVE, key: "meter/m2", lastAnswerAt: undefined, lastFailure: undefined },
      ],
      findings: [
        { ailment: "late_replies", slave: undefined, figure: 1 },
        { ailment: "dead_slave", slave: "meter/m2", figure: 20 },
      ],
      overlaps: [{ slave: "meter/m2", other: "meter/m/1", registers: 4 }],
    }),
  });
  await api.call("POST", "/links", { body: TCP_LINK });
  const { key: _, ...figures } = SLAVE;
  expect(await api.call("GET", "/links/1/report", { role: "viewer" })).toMatchObject({
    status: 200,
    body: {
      ...{ load: 0.25, isEcho: false, lateReplies: 1, queueLength: 2 },
      slaves: [
        {
          ...figures,
          ...{ productKey: "meter", deviceName: "m/1", lastAnswerAt: 7 },
          lastFailure: { at: 6, code: "timeout", text: WORDS, raw: "" },
        },
        { ...figures, productKey: "meter", deviceName: "m2", lastAnswerAt: null, lastFailure: null },
      ],
      findings: [
        { ailment: "late_replies", device: null, figure: 1 },
        { ailment: "dead_slave", device: "meter/m2", figure: 20 },
      ],
      overlaps: [{ device: "meter/m2", other: "meter/m/1", registers: 4 }],
    },
  });
});

test("of a link that is switched off there is nothing, and of none there is not even that", async () => {
  const { api } = makeFieldRig();
  await api.call("POST", "/links", { body: TCP_LINK });
  expect((await api.call("GET", "/links/1/report")).body).toEqual({
    ...{ load: 0, isEcho: false, lateReplies: 0, queueLength: 0 },
    slaves: [],
    findings: [],
    overlaps: [],
  });
  const paths = ["report", "frames", "capture"].map((part) => `/links/9/${part}`);
  const answers = await Promise.all(paths.map((path) => api.call("GET", path)));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test("frames are followed by their ids, and downloaded as they are", async () => {
  const asked: unknown[] = [];
  const frame = { id: 8, ts: 1, direction: "in", hex: "01 03", meaning: WORDS } as const;
  const { api } = makeFieldRig({
    frames: (...request) => {
      asked.push(request);
      return [frame];
    },
    capture: () => "a line\n",
  });
  await api.call("POST", "/links", { body: TCP_LINK });
  expect((await api.call("GET", "/links/1/frames?after=7&limit=5")).body).toEqual({ items: [frame] });
  await api.call("GET", "/links/1/frames");
  expect(asked).toEqual([
    [1, 7, 5],
    [1, undefined, 200],
  ]);
  expect((await api.call("GET", "/links/1/frames?limit=0")).status).toBe(400);
  const file = await api.call("GET", "/links/1/capture");
  expect([file.body, file.headers.get("content-disposition")]).toEqual([
    "a line\n",
    'attachment; filename="link-1.txt"',
  ]);
});
