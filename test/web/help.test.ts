// The help: a topic for every page, the same ones in both languages, and links that lead somewhere.

import { describe, expect, test } from "bun:test";
import { TOPICS, type Topics, topicOf } from "../../web/src/help/topic.ts";
import { topics as english } from "../../web/src/help/topics-en.ts";
import { topics as chinese } from "../../web/src/help/topics-zh.ts";
import { SECTIONS } from "../../web/src/shell/sections.ts";

const linksOf = (topics: Topics) =>
  Object.fromEntries(
    TOPICS.map((id) => [id, [...topics[id].text.matchAll(/\[\[(\w+)\]\]/g)].map((match) => match[1]).sort()]),
  );
const codesOf = (topics: Topics) =>
  Object.fromEntries(
    TOPICS.map((id) => [id, [...topics[id].text.matchAll(/`([^`]+)`/g)].map((match) => match[1]).sort()]),
  );

describe("help", () => {
  test("every page of the navigation, of a product and of a device has a topic", () => {
    const pages = SECTIONS.flatMap(({ to, places }) => [to, ...places.map((place) => place.to)]);
    const more = ["/products/p", "/products/p/settings", "/devices/p/d", "/devices/p/d/connect"];
    expect([...pages, ...more].filter((page) => topicOf(page) === undefined)).toEqual([]);
    expect(topicOf("/nowhere")).toBeUndefined();
  });

  test("both languages have the same topics, links and code", () => {
    expect(Object.keys(chinese)).toEqual([...TOPICS]);
    expect(Object.keys(english)).toEqual([...TOPICS]);
    expect(linksOf(chinese)).toEqual(linksOf(english));
    expect(codesOf(chinese)).toEqual(codesOf(english));
  });

  test("every link names a topic, and every topic has words", () => {
    const known = new Set<string | undefined>(TOPICS);
    const broken = Object.values(linksOf(english))
      .flat()
      .filter((name) => !known.has(name));
    const short = TOPICS.filter((id) => english[id].text.length < 120 || chinese[id].text.length < 40);
    expect({ broken, short }).toEqual({ broken: [], short: [] });
  });
});
