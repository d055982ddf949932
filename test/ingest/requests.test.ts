import { expect, test } from "bun:test";
import { openGatewayWorld } from "./world.ts";

const NOTHING = { failure: undefined, children: [], values: [], model: undefined };

test("newest values, of the device and of a child that is online", () => {
  const { requests, source, gateway, bind, children } = openGatewayWorld();
  const [child] = bind("c1");
  const name = { productKey: "sub", deviceName: "c1" };
  const ask = (of: typeof name | undefined, properties?: string[]) =>
    requests.perform(source, { kind: "latest", child: of, properties });
  expect(ask(undefined, ["t"]).values).toEqual([{ property: "t", ts: 5, value: gateway.id }]);
  expect(ask(undefined).values).toHaveLength(2);
  expect(ask(name).failure?.code).toBe("child_not_online");
  children.login(source, [{ ...name, verify: undefined }], false);
  expect(ask(name, ["t"]).values).toEqual([{ property: "t", ts: 5, value: child?.id ?? 0 }]);
});

test("tags and the thing model", () => {
  const { requests, source, gateway, tags } = openGatewayWorld();
  expect(requests.perform(source, { kind: "tags_set", tags: { hall: "3" } })).toEqual(NOTHING);
  expect(tags.of(gateway)).toEqual({ hall: "3" });
  requests.perform(source, { kind: "tags_remove", keys: ["hall"] });
  expect(tags.of(gateway)).toEqual({});
  expect(requests.perform(source, { kind: "tags_set", tags: { "a b": "1" } }).failure?.code).toBe(
    "invalid_request",
  );
  expect(requests.perform(source, { kind: "model_get" }).model).toBe(gateway.product.model);
});

test("a database that fails is a failure of ours, told once to us and once to the device", () => {
  const { requests, source, db, errors } = openGatewayWorld();
  db.close();
  const answer = requests.perform(source, { kind: "tags_set", tags: { hall: "3" } });
  expect([answer.failure?.code, errors.length]).toEqual(["internal", 1]);
});
