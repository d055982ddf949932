import { expect, test } from "bun:test";
import { ClientSession } from "../../../../../src/access/mqtt/broker/session.ts";
import { Keeper, keyOf, readKey } from "../../../../../src/access/mqtt/broker/store/keeper.ts";
import { FakeShelf } from "../../fake-shelf.ts";
import { stored } from "../fixtures.ts";

const entryOf = (message: ReturnType<typeof stored>) => ({
  message,
  qos: 1 as const,
  isRetain: false,
  subscriptionIds: [],
  sizeBytes: 1,
  seq: 0,
  group: undefined,
});

test("one message for two sessions is one record, gone when both are through", () => {
  const shelf = new FakeShelf();
  const keeper = new Keeper(shelf);
  keeper.continueFrom(35);
  const [a, b] = [new ClientSession("a"), new ClientSession("b")];
  const message = stored("t", "x");
  const [first, second] = [entryOf(message), entryOf(message)];
  keeper.keep(a, first);
  keeper.keep(b, second);
  shelf.commitNow();
  expect([shelf.names(), keeper.isDirty]).toEqual([
    ["mqtt.message 10", "mqtt.waiting a\n1", "mqtt.waiting b\n1"],
    true,
  ]);
  keeper.drop(a, first);
  keeper.drop(a, first);
  shelf.commitNow();
  expect(shelf.names()).toEqual(["mqtt.message 10", "mqtt.waiting b\n1"]);
  keeper.drop(b, second);
  shelf.commitNow();
  expect(shelf.names()).toEqual([]);
});

test("without a shelf nothing is kept and nobody waits", () => {
  const keeper = new Keeper(undefined);
  const session = new ClientSession("a");
  const entry = entryOf(stored("t", "x"));
  keeper.keep(session, entry);
  keeper.saveSession(session);
  let settled = 0;
  keeper.commit(() => settled++);
  expect([entry.seq, keeper.isDirty, keeper.isDurable, settled]).toEqual([0, false, false, 1]);
});

test("the key of what belongs to a session, whatever its name", () => {
  for (const name of ["d:1", "a:key:client\nwith lines", ""]) {
    expect(readKey(keyOf(name, 1_234))).toEqual({ sessionKey: name, number: 1_234 });
  }
});

test("what finds no room fails commits until it is there, and is tried again though nobody asks", () => {
  const shelf = new FakeShelf();
  shelf.committing = "manual";
  const later: (() => void)[] = [];
  const keeper = new Keeper(shelf, (run) => void later.push(run));
  const session = new ClientSession("a");
  session.expiryS = 100;
  const told: string[] = [];
  const commit = (name: string) => {
    keeper.commit((why) => void told.push(`${name} ${why?.code ?? "durable"}`));
    shelf.commitNow();
  };
  shelf.isFull = true;
  keeper.noteReceived(session, 7);
  keeper.saveSession(session);
  keeper.keep(session, entryOf(stored("t", "x")));
  commit("first");
  keeper.confirm(session, () => void told.push("confirmed too early"));
  shelf.commitNow();
  commit("again");
  expect([later.length, shelf.names()]).toEqual([1, []]);
  shelf.isFull = false;
  keeper.dropReceived(session, 7);
  for (const run of later.splice(0)) run();
  commit("last");
  expect([told, later.length, shelf.names()]).toEqual([
    ["first shelf_full", "again shelf_full", "last durable"],
    0,
    ["mqtt.message 1", "mqtt.session a", "mqtt.waiting a\n1"],
  ]);
});

test("a QoS 2 identifier sent again is confirmed only once it is durable", () => {
  const shelf = new FakeShelf();
  shelf.committing = "manual";
  const keeper = new Keeper(shelf);
  const session = new ClientSession("a");
  session.expiryS = 100;
  const names: string[][] = [];
  shelf.isFull = true;
  keeper.noteReceived(session, 7);
  keeper.commit(() => {});
  shelf.commitNow();
  shelf.isFull = false;
  keeper.confirm(session, () => void names.push(shelf.names()));
  shelf.commitNow();
  expect(names).toEqual([["mqtt.received a\n7"]]);
});
