import { expect, test } from "bun:test";
import { TopicAliases } from "../../../../../src/access/mqtt/broker/routing/topic-aliases.ts";

test("a topic keeps its alias while it comes often; a rare one does not take it away", () => {
  const aliases = new TopicAliases();
  const hot = Array.from({ length: 16 }, (_, i) => `plant/line/${i}`);
  const first = hot.map((topic) => aliases.find(topic));
  for (let round = 0; round < 20; round++) for (const topic of hot) aliases.find(topic);
  for (let i = 0; i < 100; i++) expect(aliases.find(`rare/${i}/topic`)).toBe(0);
  expect([first, hot.map((topic) => aliases.find(topic))]).toEqual([
    Array.from({ length: 16 }, (_, i) => i + 1),
    first,
  ]);
});

test("a peer is told each alias once, and again when it stands for something else", () => {
  const aliases = new TopicAliases();
  const known = aliases.makeKnown();
  const alias = aliases.find("plant/line/1");
  expect([aliases.isKnown(known, alias), aliases.isKnown(known, alias)]).toEqual([false, true]);
  let taken = 0;
  for (let i = 0; taken !== alias; i++) taken = aliases.find(`other/topic/${i}`);
  expect([aliases.isKnown(known, alias), aliases.isKnown(known, alias)]).toEqual([false, true]);
});

test("a short topic needs none", () => {
  expect(new TopicAliases().find("plant1")).toBe(0);
});
