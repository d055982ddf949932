import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type ConflictChoice, EditDropped, openConflict } from "../../../web/src/edit/conflict.ts";
import { differences, isSame } from "../../../web/src/edit/difference.ts";
import { until } from "../../harness/until.ts";
import { editThing, fakeServer, readThing } from "./fake-server.ts";

interface Thing {
  readonly name: string;
  readonly size: number;
  readonly seenAt: number;
}

const server = fakeServer();
/** As the server has it; undefined: deleted. */
let thing: Thing | undefined;
const etag = () => `"${thing?.name} ${thing?.size}"`;
const refuse = (status: number, code: string) => Response.json({ code, detail: code }, { status });

beforeEach(() => {
  thing = { name: "press", size: 1, seenAt: 0 };
  server.answer = ({ method, ifMatch, body }) => {
    if (thing === undefined) return refuse(method === "GET" ? 404 : 412, "not_found");
    if (method === "GET")
      return Response.json({ ...thing, seenAt: ++server.requests.length }, { headers: { etag: etag() } });
    if (ifMatch !== etag()) return refuse(412, "changed_meanwhile");
    thing = { ...thing, ...(body as object) };
    return Response.json(thing, { headers: { etag: etag() } });
  };
});
afterEach(() => server.reset());
afterAll(() => server.stop());

async function answerWith(choice: ConflictChoice) {
  await until(() => openConflict() !== undefined, "the question");
  const { conflict, answer } = openConflict() as NonNullable<ReturnType<typeof openConflict>>;
  answer(choice);
  return conflict;
}

describe("an edit of what another has changed meanwhile", () => {
  const change = async (body: Partial<Thing>) => {
    const basis = await readThing<Thing>("/thing");
    thing = { name: "oven", size: 1, seenAt: 0 };
    return editThing<Thing, Thing>("updateProduct", { at: ["p"], basis, body });
  };

  test("goes through where they touched other fields, and takes nothing of theirs away", async () => {
    expect(await change({ size: 2 })).toMatchObject({ name: "oven", size: 2 });
    expect(openConflict()).toBeUndefined();
  });

  test("asks where they touched the same, and says what they made of it", async () => {
    const [saved, conflict] = await Promise.all([change({ name: "mine" }), answerWith("mine")]);
    expect(conflict).toEqual({
      ...{ edit: "updateProduct", names: ["p", "press", "p press"], isDeleted: false, trace: undefined },
      differences: [{ path: "name", before: "press", after: "oven" }],
    });
    expect([saved, thing]).toMatchObject([{ name: "mine" }, { name: "mine" }]);
  });

  test.each(["theirs", "back"] as const)("is not sent after the answer %p", async (choice) => {
    const dropped = change({ name: "mine" }).catch((error: unknown) => error);
    await answerWith(choice);
    const error = await dropped;
    expect(error).toBeInstanceOf(EditDropped);
    expect(error).toMatchObject({ choice, status: 412 });
    expect(thing?.name).toBe("oven");
  });

  test("asks again where a third changes it while the question stands", async () => {
    const saving = change({ name: "mine" });
    await until(() => openConflict() !== undefined, "the first question");
    thing = { name: "third", size: 1, seenAt: 0 };
    await answerWith("mine");
    await until(() => openConflict()?.conflict.differences[0]?.after === "third", "the second question");
    await answerWith("mine");
    expect(await saving).toMatchObject({ name: "mine" });
  });

  test("of a part makes the whole anew from theirs", async () => {
    const basis = await readThing<Thing>("/thing");
    thing = { name: "press", size: 7, seenAt: 0 };
    const body = (whole: Thing) => ({ ...whole, name: `${whole.name}!` });
    const part = (whole: Thing) => whole.name;
    await editThing<Thing, Thing>("putRegisterMap", { at: ["p"], basis, body, part });
    expect(thing).toMatchObject({ name: "press!", size: 7 });
  });
});

test("an edit of what was deleted says so, and nothing is made anew", async () => {
  const basis = await readThing<Thing>("/thing");
  thing = undefined;
  const dropped = editThing("updateProduct", { at: ["p"], basis, body: { name: "x" } }).catch(
    (error) => error,
  );
  expect(await answerWith("mine")).toMatchObject({ isDeleted: true, differences: [] });
  expect(await dropped).toBeInstanceOf(EditDropped);
  expect(thing).toBeUndefined();
});

test("what is missing beside the thing is told as it is", async () => {
  const basis = await readThing<Thing>("/thing");
  const answer = server.answer;
  server.answer = (request) => (request.method === "GET" ? answer(request) : refuse(404, "not_found"));
  const refused = editThing("updateDevice", { at: ["p", "d"], basis, body: { groupId: 5 } });
  await expect(refused).rejects.toMatchObject({ status: 404, code: "not_found" });
  expect(openConflict()).toBeUndefined();
});

test("differences are told by leaves", () => {
  const before = { a: 1, b: { c: [1, { d: "x" }], gone: true }, same: [1] };
  const after = { a: 1, b: { c: [1, { d: "y".repeat(80) }, 3] }, same: [1] };
  expect(differences(before, after)).toEqual([
    { path: "b.c[1].d", before: "x", after: `${"y".repeat(59)}…` },
    { path: "b.c[2]", before: undefined, after: "3" },
    { path: "b.gone", before: "true", after: undefined },
  ]);
  expect(differences([1], { 0: 1 })).toEqual([{ path: "", before: "[1]", after: '{"0":1}' }]);
  expect([isSame({ a: 1, b: 2 }, { b: 2, a: 1 }), isSame([1], { 0: 1 }), isSame(null, {})]).toEqual([
    true,
    false,
    false,
  ]);
});
