import { describe, expect, test } from "bun:test";
import {
  type ApiBindings,
  type EventStream,
  eventStream,
  makeApi,
  makeRouter,
  route,
} from "../../src/http/http.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { until } from "../harness/until.ts";

const ANN = {
  userId: 1,
  username: "ann",
  role: "viewer",
  language: "en",
  address: "",
  mustChangePassword: false,
} as const;

async function openStream(env: ApiBindings = {}) {
  const clock = makeManualClock();
  const seen = { isSignedIn: true, passiveAsked: 0, undone: 0, stream: undefined as EventStream | undefined };
  const api = makeApi({
    authenticate: (_, { isPassive }) => {
      if (isPassive) seen.passiveAsked += 1;
      return seen.isSignedIn ? ANN : undefined;
    },
    reportError: () => {},
    version: "1",
  });
  const routes = makeRouter();
  routes.get("/live", route({ id: "live", tag: "t", summary: "s", allow: "viewer" }), (c) =>
    eventStream(c, clock, (stream) => {
      seen.stream = stream;
      return () => {
        seen.undone += 1;
      };
    }),
  );
  api.mount(routes);
  const answer = await api.app.request("/openapi/v1/live", {}, env);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? "(end)" : new TextDecoder().decode(value);
  };
  return { clock, seen, answer, reader, read };
}

describe("eventStream", () => {
  test("sends messages as the standard writes them, big integers as text", async () => {
    const { seen, answer, read } = await openStream();
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await read()).toBe("retry: 2000\n\n");
    expect(seen.stream?.send("property", { value: 2n ** 60n, text: "two\nlines" })).toBe(true);
    expect(await read()).toBe(
      'event: property\ndata: {"value":"1152921504606846976","text":"two\\nlines"}\n\n',
    );
  });

  test("beats while quiet, asking passively whether the caller is still signed in", async () => {
    const { clock, seen, read } = await openStream();
    await read();
    clock.advance(15_000);
    expect(await read()).toBe(": still here\n\n");
    expect(seen.passiveAsked).toBe(1);
    seen.isSignedIn = false;
    clock.advance(15_000);
    expect(await read()).toBe("(end)");
    expect([seen.undone, clock.pending()]).toEqual([1, 0]);
    expect(seen.stream?.send("a", 1)).toBe(false);
  });

  test("a reader who leaves is noticed", async () => {
    const { clock, seen, reader } = await openStream();
    await reader.cancel();
    expect([seen.undone, clock.pending()]).toEqual([1, 0]);
    seen.stream?.close();
    expect(seen.undone).toBe(1);
  });

  test("a reader who falls behind is cut off instead of filling memory", async () => {
    const { seen } = await openStream();
    const text = "x".repeat(100_000);
    let sent = 0;
    while (seen.stream?.send("a", text)) sent += 1;
    expect(sent).toBe(10);
    expect(seen.undone).toBe(1);
  });

  test("ends when the server begins to stop", async () => {
    const closing = new AbortController();
    const { clock, seen, read } = await openStream({ closing: closing.signal });
    await read();
    closing.abort();
    expect(await read()).toBe("(end)");
    await until(() => seen.undone === 1 && clock.pending() === 0, "the stream is undone");
  });
});
