import { expect, test } from "bun:test";
import {
  type Readiness,
  readSharedFilter,
  SharedGroup,
} from "../../../../../src/access/mqtt/broker/routing/shared-group.ts";

interface Session {
  readonly name: string;
  readonly isPersistent: boolean;
}

function makeGroup(...names: string[]) {
  const group = new SharedGroup<Session>("g", "t");
  const sessions = names.map((name) => ({ name, isPersistent: name === "p" }));
  for (const session of sessions) group.add({ session });
  return { group, sessions };
}

const all =
  (readiness: Partial<Record<string, Readiness>> = {}) =>
  ({ name }: Session): Readiness =>
    readiness[name] ?? "ready";

test("each in turn", () => {
  const { group } = makeGroup("a", "b", "c");
  const chosen = Array.from({ length: 5 }, () => group.choose(all())?.session.name);
  expect(chosen).toEqual(["a", "b", "c", "a", "b"]);
});

test("whoever is away or busy is passed over, but for want of others", () => {
  const { group, sessions } = makeGroup("a", "b", "c");
  const names = (readiness: Partial<Record<string, Readiness>>) =>
    Array.from({ length: 3 }, () => group.choose(all(readiness))?.session.name);
  expect(names({ a: "away", b: "busy" })).toEqual(["c", "c", "c"]);
  expect(names({ a: "away", b: "busy", c: "away" })).toEqual(["b", "b", "b"]);
  expect(names({ a: "away", b: "away", c: "away" })).toEqual(["c", "a", "b"]);
  expect(group.choose(all({ b: "away", c: "away" }), sessions[0])?.session.name).toBe("c");
});

test("a member that leaves takes no turn with it", () => {
  const { group, sessions } = makeGroup("a", "b", "c", "p");
  const [first, second] = sessions;
  if (first === undefined || second === undefined) throw new Error("no members");
  group.choose(all());
  group.choose(all());
  group.remove(first);
  group.remove(first);
  expect([group.size, group.choose(all())?.session.name, group.hasPersistent()]).toEqual([3, "c", true]);
  expect(new SharedGroup<Session>("g", "t").choose(all())).toBeUndefined();
});

test("the parts of a shared filter", () => {
  expect(["$share/g/a/b", "$share/g//", "a", "$share"].map(readSharedFilter)).toEqual([
    { name: "g", filter: "a/b" },
    { name: "g", filter: "/" },
    undefined,
    undefined,
  ]);
  expect(["$share/g", "$share/g/", "$share//a", "$share/g#/a", "$share/"].map(readSharedFilter)).toEqual(
    Array.from({ length: 5 }, () => "malformed"),
  );
});
