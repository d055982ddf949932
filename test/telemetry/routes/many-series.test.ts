import { describe, expect, test } from "bun:test";
import { DAY, NOON } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

const series = (deviceName: string, property = "t") => ({ productKey: "press", deviceName, property });

describe("the newest values of many devices", () => {
  test("a page of devices at a time, silent ones too", async () => {
    await using api = await makeTelemetryApi();
    const first = await api.get("/telemetry/latest?productKey=press&property=t&property=none&limit=2");
    const { items, nextCursor } = first.body as { items: unknown; nextCursor: string };
    expect(items).toEqual([
      {
        productKey: "press",
        deviceName: "d1",
        points: [{ property: "t", ts: NOON + 4, value: 4.5, quality: 0, recvTs: NOON + 4 }],
      },
      { productKey: "press", deviceName: "d2", points: [] },
    ]);
    const second = await api.get(`/telemetry/latest?limit=2&cursor=${nextCursor}`);
    expect(second.body).toEqual({
      items: [{ productKey: "press", deviceName: "d3", points: [] }],
      nextCursor: null,
    });
  });

  test("all properties when none is named; no device of an unknown product", async () => {
    await using api = await makeTelemetryApi();
    const { body } = await api.get("/telemetry/latest?limit=1");
    const [one] = (body as { items: { points: { property: string }[] }[] }).items;
    expect(one?.points.map(({ property }) => property)).toEqual(["t", "total", "box"]);
    const none = await api.get("/telemetry/latest?productKey=none");
    expect(none.body).toEqual({ items: [], nextCursor: null });
  });
});

describe("series of several devices", () => {
  const range = { from: NOON, to: NOON + DAY };

  test("as points, thinned out to what was asked for", async () => {
    await using api = await makeTelemetryApi();
    const { status, body } = await api.call("POST", "/telemetry/query", {
      role: "viewer",
      body: { ...range, series: [series("d1"), series("d2")], maxPoints: 4, timeZone: "UTC" },
    });
    expect([status, body]).toEqual([
      200,
      {
        timeZone: "UTC",
        series: [
          {
            ...series("d1"),
            isDownsampled: true,
            points: [
              [NOON, 0.5],
              [NOON + 4, 4.5],
            ],
          },
          { ...series("d2"), isDownsampled: false, points: [] },
        ],
      },
    ]);
  });

  test("with quality and receive time", async () => {
    await using api = await makeTelemetryApi();
    const { body } = await api.call("POST", "/telemetry/query", {
      body: { from: NOON, to: NOON, series: [series("d1")], details: true, timeZone: "UTC" },
    });
    const points = [[NOON, 0.5, 0, NOON + 4]];
    expect(body).toEqual({ timeZone: "UTC", series: [{ ...series("d1"), isDownsampled: false, points }] });
  });

  test("as rows of an interval", async () => {
    await using api = await makeTelemetryApi();
    const { body } = await api.call("POST", "/telemetry/query", {
      body: { ...range, series: [series("d1"), series("d2")], interval: "1d", timeZone: "UTC" },
    });
    const numbers = { count: 5, min: 0.5, max: 4.5, sum: 12.5, avg: 2.5, first: 0.5, last: 4.5, quality: 0 };
    const row = { from: NOON - DAY / 2, to: NOON + DAY / 2, ...numbers };
    expect(body).toEqual({
      timeZone: "UTC",
      series: [
        { ...series("d1"), rows: [row] },
        { ...series("d2"), rows: [] },
      ],
    });
  });

  test("too many, too much, unknown, or both ways at once are refused", async () => {
    await using api = await makeTelemetryApi();
    const code = async (change: object) => {
      const { body } = await api.call("POST", "/telemetry/query", {
        body: { ...range, series: [series("d1")], ...change },
      });
      return (body as { code: string }).code;
    };
    const many = Array.from({ length: 101 }, () => series("d1"));
    expect(await code({ series: many })).toBe("invalid_request");
    expect(await code({ series: [] })).toBe("invalid_request");
    expect(await code({ series: [series("d9")] })).toBe("not_found");
    expect(await code({ interval: "1h", maxPoints: 10 })).toBe("invalid_request");
    expect(await code({ maxPoints: 10_001 })).toBe("invalid_request");
    expect(await code({ to: NOON - 1 })).toBe("invalid_request");
    expect(await code({ series: many.slice(1), interval: "30s" })).toBe("answer_too_large");
  });
});
