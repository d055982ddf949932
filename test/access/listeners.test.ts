import { expect, test } from "bun:test";
import * as v from "valibot";
import type { Adapter, Gate, Listener } from "../../src/access/adapter.ts";
import { Listeners } from "../../src/access/listeners.ts";

const stats = {
  connections: 0,
  connectionsTotal: 3,
  messagesIn: 2,
  messagesOut: 1,
  bytesIn: 0,
  bytesOut: 0,
  refused: {},
  lastError: undefined,
};
interface FakeConfig {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
}

function makeAdapter(listen: (config: FakeConfig) => Listener): Adapter<FakeConfig> {
  return {
    name: "fake",
    config: v.any(),
    docs: { summary: { en: "", zh: "" }, routes: [] },
    listen: async (config) => listen(config),
  };
}

test("one that cannot bind says why, and the others run", async () => {
  const listeners = new Listeners({} as Gate);
  const closed: number[] = [];
  const replaced: unknown[] = [];
  const working = makeAdapter(({ host }) => ({
    host,
    port: 4711,
    isTls: true,
    stats: () => stats,
    replaceTls: (tls) => void replaced.push(tls),
    close: async (graceMs) => void closed.push(graceMs),
  }));
  const taken = makeAdapter(() => {
    throw Object.assign(new Error("bind"), { code: "EADDRINUSE" });
  });
  await listeners.start({ name: "a", adapter: taken, config: { host: "::", port: 1883 } });
  await listeners.start({ name: "b", adapter: working, config: { host: "127.0.0.1", port: 0 } });
  const none = { ...stats, connectionsTotal: 0, messagesIn: 0, messagesOut: 0 };
  expect(listeners.infos()).toEqual([
    {
      name: "a",
      protocol: "fake",
      host: "::",
      port: 1883,
      isTls: false,
      status: "failed",
      error: "address in use",
      ...none,
    },
    {
      name: "b",
      protocol: "fake",
      host: "127.0.0.1",
      port: 4711,
      isTls: true,
      status: "listening",
      error: undefined,
      ...stats,
    },
  ]);
  const tls = { name: "c", protocol: "fake", host: "::", port: 8883, isTls: true };
  listeners.fail(tls, new Error("no certificate"));
  expect(listeners.infos()[2]).toEqual({ ...tls, status: "failed", error: "no certificate", ...none });
  listeners.replaceTls({ cert: "c", key: "k" });
  expect(replaced).toEqual([{ cert: "c", key: "k" }]);
  await listeners.close(50);
  expect(closed).toEqual([50]);
});
