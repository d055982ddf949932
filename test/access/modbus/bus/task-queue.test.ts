import { expect, test } from "bun:test";
import { type Priority, TaskQueue } from "../../../../src/access/modbus/bus/task-queue.ts";

function fill(...tasks: readonly string[]) {
  const queue = new TaskQueue<{ slave: string; priority: Priority; name: string }>();
  for (const name of tasks) {
    const [slave = "", priority] = name.split(" ");
    queue.push({ slave, priority: priority as Priority, name });
  }
  return queue;
}

function drain(queue: ReturnType<typeof fill>): string[] {
  const order: string[] = [];
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) order.push(task.name);
  return order;
}

test("by urgency, then one of each slave after another", () => {
  const queue = fill("a poll 1", "a poll 2", "b poll 1", "a read 1", "b write 1", "c poll 1", "b poll 2");
  expect(queue.length).toBe(7);
  expect(drain(queue)).toEqual([
    "b write 1",
    "a read 1",
    "a poll 1",
    "b poll 1",
    "c poll 1",
    "a poll 2",
    "b poll 2",
  ]);
  expect(queue.length).toBe(0);
});

test("what waits of one slave, or of all, is given back", () => {
  const queue = fill("a poll 1", "b poll 1", "a write 1");
  expect(queue.clear("a").map(({ name }) => name)).toEqual(["a write 1", "a poll 1"]);
  expect([queue.length, queue.clear().length, queue.length]).toEqual([1, 1, 0]);
});

test("a slave whose first task may not go keeps its place", () => {
  const queue = fill("a poll 1", "a poll 2", "b poll 1", "b write 1");
  const mayGo = ({ name }: { name: string }) => !name.endsWith("1") || name.startsWith("b poll");
  expect([queue.shift(mayGo)?.name, queue.shift(mayGo)?.name, queue.length]).toEqual([
    "b poll 1",
    undefined,
    3,
  ]);
  expect(drain(queue)).toEqual(["b write 1", "a poll 1", "a poll 2"]);
});
