import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { covers, levelsOfFilter, levelsOfTopic, overlaps } from "../../src/acl/topic-filter.ts";

const coversText = (outer: string, inner: string) => covers(levelsOfFilter(outer), levelsOfFilter(inner));

describe("covers", () => {
  test.each([
    ["#", "#", true],
    ["#", "+/a", true],
    ["#", "$SYS/#", false],
    ["#", "$share", false],
    ["+/#", "#", true],
    ["+/+/#", "#", false],
    ["a/#", "a", true],
    ["a/#", "a/#", true],
    ["a/+/#", "a/#", false],
    ["a/+", "a/#", false],
    ["a/+", "a/+", true],
    ["a/b", "a/+", false],
    ["+/b", "$x/b", false],
    ["$SYS/#", "$SYS/broker/+", true],
    ["/sys/p/+/post", "/sys/p/#", false],
    ["/sys/p/+/post", "/sys/+/d/post", false],
  ])("%s takes in all of %s: %p", (outer, inner, isIn) => {
    expect(coversText(outer, inner)).toBe(isIn);
  });
});

// The naive model: every topic of up to five levels over an alphabet that has one name which no filter uses.
const NAMES = ["", "a", "$s", "other"];
const TOPICS = allTopics(5);

function allTopics(depth: number): string[] {
  let longest: string[] = [""];
  const all: string[] = [];
  for (let at = 0; at < depth; at++) {
    longest = longest.flatMap((head) => NAMES.map((name) => (at === 0 ? name : `${head}/${name}`)));
    all.push(...longest);
  }
  return all.filter((topic) => topic !== "");
}

/** By a regular expression, as nothing else here does it. */
function matcherOf(filter: string): (topic: string) => boolean {
  const body = filter
    .replaceAll("$", "\\$")
    .replace(/\/#$/, "(/.*)?")
    .replace(/^#$/, ".*")
    .replaceAll("+", "[^/]*");
  const form = new RegExp(`^${body}$`);
  const isWild = /^[+#]/.test(filter);
  return (topic) => !(isWild && topic.startsWith("$")) && form.test(topic);
}

const filters = fc
  .tuple(fc.array(fc.constantFrom("", "a", "$s", "+"), { minLength: 0, maxLength: 3 }), fc.boolean())
  .map(([levels, isRest]) => [...levels, ...(isRest ? ["#"] : [])].join("/"))
  .filter((filter) => filter !== "");

describe("against a model that tries every topic", () => {
  test("covers and overlaps say what the topics say", () => {
    fc.assert(
      fc.property(filters, filters, (outer, inner) => {
        const isOuter = matcherOf(outer);
        const inside = TOPICS.filter(matcherOf(inner));
        expect([outer, inner, coversText(outer, inner)]).toEqual([outer, inner, inside.every(isOuter)]);
        const isMet = overlaps(levelsOfFilter(outer), levelsOfFilter(inner));
        expect([outer, inner, isMet]).toEqual([outer, inner, inside.some(isOuter)]);
      }),
      { numRuns: 1_500, seed: 4 },
    );
  });

  test("a topic is a filter that matches itself alone", () => {
    fc.assert(
      fc.property(filters, fc.constantFrom(...TOPICS), (filter, topic) => {
        expect(covers(levelsOfFilter(filter), levelsOfTopic(topic))).toBe(matcherOf(filter)(topic));
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });
});

test("a topic has no wildcards, whatever it is called", () => {
  expect(covers(levelsOfFilter("a/b"), levelsOfTopic("a/+"))).toBe(false);
  expect(covers(levelsOfFilter("a/+"), levelsOfTopic("a/#"))).toBe(true);
});
