import { describe, expect, test } from "bun:test";
import {
  type ApiBindings,
  type EventStream,
  eventStream,
  makeApi,
  makeRouter,
  type Person,
  permissionsOfRole,
  route,
} from "../../src/http/http.ts";
import type { Role } from "../../src/spine/permission.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { until } from "../harness/until.ts";

const ANN = {
  ...{ kind: "person", userId: 1, username: "ann", language: "en", address: "" },
  ...{ role: "viewer", permissions: permissionsOfRole("viewer") },
  mustChangePassword: false,
} as const satisfies Person;

async function openStream(env: ApiBindings = {}) {
  const clock = makeManualClock();
  const watchers = new Set<() => void>();
  const seen = {
    isSignedIn: true,
    role: "viewer" as Role,
    passiveAsked: 0,
    undone: 0,
    stream: undefined as EventStream | undefined,
  };
  const api = makeApi({
    authenticate: (_, { isPassive }) => {
      if (isPassive) seen.passiveAsked += 1;
      return seen.isSignedIn ? { ...ANN, permissions: permissionsOfRole(seen.role) } : undefined;
    },
    onRightsChange(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    reportError: () => {},
    version: "1",
  });
  const noteRights = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const routes = makeRouter();
  routes.get("/live", route({ id: "live", tag: "live", summary: "s", allow: "read" }), (c) =>
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
  return { clock, seen, watchers, noteRights, answer, reader, read };
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

  test("ends at once when its caller may do more or less than before, and not for a change of somebody else", async () => {
    const { seen, watchers, noteRights, read } = await openStream();
    await read();
    noteRights();
    await until(() => seen.passiveAsked === 1, "asked again");
    expect([seen.undone, watchers.size]).toEqual([0, 1]);
    expect(await read()).toBe(": still here\n\n");
    seen.role = "operator";
    noteRights();
    expect(await read()).toBe("(end)");
    expect([seen.undone, watchers.size]).toEqual([1, 0]);
  });
});
