import { expect, test } from "bun:test";
import fc from "fast-check";
import { FilterTree, hasWildcard } from "../../../../../src/access/mqtt/broker/routing/filter-tree.ts";

/** The specification's words (§4.7), as plainly as they can be written. */
function covers(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  const levels = filter.split("/");
  const names = topic.split("/");
  for (let i = 0; i < levels.length; i++) {
    if (levels[i] === "#") return names.length >= i;
    if (i >= names.length) return false;
    if (levels[i] !== "+" && levels[i] !== names[i]) return false;
  }
  return levels.length === names.length;
}

const name = fc.constantFrom("a", "b", "", "$S", "ab");
const topic = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/") || "/");
const filter = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: name }, fc.constant("+")), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([levels, isRest]) => [...levels, ...(isRest ? ["#"] : [])].join("/") || "#");

test("finds what a naive search finds, under any adding and removing", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ filter, isRemoval: fc.boolean(), pick: fc.nat(50) }), { maxLength: 40 }),
      fc.array(topic, { minLength: 1, maxLength: 8 }),
      (changes, topics) => {
        const tree = new FilterTree<{ readonly filter: string }>();
        const model: { readonly filter: string }[] = [];
        for (const change of changes) {
          const victim = model[change.pick % Math.max(1, model.length)];
          if (change.isRemoval && victim !== undefined) {
            tree.remove(victim.filter, victim);
            tree.remove(victim.filter, victim);
            model.splice(model.indexOf(victim), 1);
          } else {
            const entry = { filter: change.filter };
            tree.add(entry.filter, entry);
            model.push(entry);
          }
        }
        expect(tree.count).toBe(model.length);
        for (const one of topics) {
          const found: string[] = [];
          tree.match(one, (entry) => found.push(entry.filter));
          const expected = model.filter((entry) => covers(entry.filter, one)).map((entry) => entry.filter);
          expect(found.sort()).toEqual(expected.sort());
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("removing what is not there does nothing", () => {
  const tree = new FilterTree<object>();
  const entry = {};
  tree.add("a/+", entry);
  tree.remove("a/+", {});
  tree.remove("b/+", entry);
  tree.remove("a/+/#", entry);
  tree.remove("a", entry);
  expect(tree.count).toBe(1);
});

test("a wildcard is + or #", () => {
  expect(["a", "a/+", "#", ""].map(hasWildcard)).toEqual([false, true, true, false]);
});
