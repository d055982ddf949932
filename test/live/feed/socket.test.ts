import { expect, test } from "bun:test";
import type { ServerWebSocket } from "bun";
import { FeedSocket } from "../../../src/live/feed/socket.ts";
import type { WebSocketPeer } from "../../../src/net/net.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { until } from "../../harness/until.ts";

function open({ isWelcome = true } = {}) {
  const clock = makeManualClock();
  const closing = new AbortController();
  const told: (string | number)[] = [];
  const rights = new Set<() => void>();
  const socket = {
    sendText: (text: string) => told.push(text),
    close: (code: number) => void told.push(code),
    terminate: () => void told.push("terminated"),
    getBufferedAmount: () => 7,
  };
  const peer = new FeedSocket({
    clock,
    isStillSignedIn: async () => isWelcome,
    onRightsChange: (listener) => {
      rights.add(listener);
      return () => void rights.delete(listener);
    },
    closing: closing.signal,
    open: () => () => void told.push("undone"),
  });
  peer.opened(socket as unknown as ServerWebSocket<WebSocketPeer>);
  return { clock, closing, told, peer, rights };
}

test("a message is one frame of JSON; nothing is sent to one that is gone", () => {
  const { peer, told, clock } = open();
  expect([peer.send("property", { n: 2n }, "log.1"), peer.backlogBytes()]).toEqual([true, 7]);
  peer.closed();
  expect([peer.send("property", {}, "log.2"), peer.backlogBytes(), clock.pending()]).toEqual([false, 0, 0]);
  expect(told).toEqual(['{"name":"property","position":"log.1","data":{"n":"2"}}', "undone"]);
});

test("who is signed out is sent away, and everybody when the server stops", async () => {
  const outside = open({ isWelcome: false });
  outside.clock.advance(15_000);
  await until(() => outside.told.length === 2, "the end");
  expect(outside.told).toEqual([1008, "undone"]);
  const changed = open({ isWelcome: false });
  for (const listener of changed.rights) listener();
  await until(() => changed.told.length === 2, "the end");
  expect([changed.told, changed.rights.size]).toEqual([[1008, "undone"], 0]);
  const { closing, told } = open();
  closing.abort();
  expect(told).toEqual([1001, "undone"]);
});

test("a broken one is cut off", () => {
  const { peer, told } = open();
  peer.failed();
  expect(told).toEqual(["terminated", "undone"]);
});
