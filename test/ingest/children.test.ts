import { describe, expect, test } from "bun:test";
import { alink } from "../../src/codec/alink/alink.ts";
import type { ChildResult } from "../../src/codec/dialect.ts";
import { plain } from "../../src/codec/plain/plain.ts";
import { openCredentials } from "../../src/devices/devices.ts";
import { GatewayChildren } from "../../src/ingest/ingest.ts";
import { failure } from "../../src/spine/error.ts";
import { openGatewayWorld } from "./world.ts";

const codes = (results: readonly ChildResult[]) => results.map((one) => one.failure?.code);
const named = (deviceName: string, productKey: string | undefined = "sub") => ({ productKey, deviceName });
const claim = (deviceName: string, productKey: string | undefined = "sub") => ({
  ...named(deviceName, productKey),
  verify: undefined,
});
const withSecret = (deviceName: string, secret: string) => ({
  ...named(deviceName),
  verify: ({ deviceSecret }: { deviceSecret: string }) =>
    deviceSecret === secret ? undefined : failure("sign_mismatch"),
});

describe("login", () => {
  test("a bound child with the right proof is online through the gateway, and may be spoken for", () => {
    const { children, source, sessions, session, bind } = openGatewayWorld();
    const [child] = bind("c1");
    expect(children.admit(source, named("c1"))).toMatchObject({ error: { code: "child_not_online" } });
    expect(codes(children.login(source, [withSecret("c1", "wrong")], false))).toEqual(["sign_mismatch"]);
    expect(codes(children.login(source, [withSecret("c1", "secret-c1")], false))).toEqual([undefined]);
    expect(sessions.find(child?.id ?? 0)?.gateway).toBe(session);
    expect(child).toMatchObject({ state: "online", stateReason: "connected", address: "10.0.0.1:5000" });
    expect(children.admit(source, named("c1"))).toEqual({ ok: true, value: child as never });
    expect(codes(children.logout(source, [named("c1"), named("none")]))).toEqual([
      undefined,
      "child_not_bound",
    ]);
    expect(child).toMatchObject({ state: "offline", stateReason: "logged_out" });
  });

  test("each child has its own answer", () => {
    const { children, source, make, bind, devices } = openGatewayWorld();
    bind("c1", "off");
    devices.update({ productKey: "sub", deviceName: "off" }, { isEnabled: false }, "ann");
    make("sub", "free");
    const claims = [claim("c1"), claim("off"), claim("free"), claim("none"), claim("x", "nowhere")];
    expect(codes(children.login(source, claims, false))).toEqual([
      undefined,
      "device_disabled",
      "child_not_bound",
      "unknown_device",
      "unknown_product",
    ]);
  });

  test("unknown children are created and bound where the gateway's product says so, and nowhere else", () => {
    const { children, source, products, make, devices, topology, gateway } = openGatewayWorld();
    const nameless = (name: string) => ({ productKey: undefined, deviceName: name, verify: undefined });
    expect(codes(children.login(source, [nameless("new")], true))).toEqual(["unknown_device"]);
    products.update("gw", { childProductKey: "sub" }, "ann");
    make("sub", "free");
    expect(codes(children.login(source, [nameless("new"), nameless("free")], true))).toEqual([
      undefined,
      undefined,
    ]);
    expect(topology.childrenOf(gateway).map((one) => one.deviceName)).toEqual(["new", "free"]);
    expect(devices.find("sub", "new")?.state).toBe("online");
    expect(codes(children.login(source, [nameless("no good name"), nameless("later")], false))).toEqual([
      "unknown_device",
      "unknown_device",
    ]);
    expect(codes(children.login(source, [nameless("no good name")], true))).toEqual(["device_name_invalid"]);
  });

  test("a dialect without logins logs in with the first word", () => {
    const { children, source, bind } = openGatewayWorld({ ...alink, hasImplicitChildren: true });
    const [child] = bind("c1");
    expect(children.admit(source, named("c1", undefined))).toMatchObject({ ok: true });
    expect(child?.state).toBe("online");
  });

  test("a gateway that just speaks of names has them created, where its product says so", () => {
    const { children, source, products, topology, gateway } = openGatewayWorld({
      ...alink,
      hasImplicitChildren: true,
    });
    const name = { productKey: undefined, deviceName: "new" };
    expect(children.admit(source, name)).toMatchObject({ error: { code: "child_not_bound" } });
    products.update("gw", { childProductKey: "sub" }, "ann");
    expect(children.admit(source, name)).toMatchObject({ ok: true, value: { state: "online" } });
    expect(topology.childrenOf(gateway)).toHaveLength(1);
    expect(children.admit(source, named("other"))).toMatchObject({ error: { code: "child_not_bound" } });
    expect(children.admit(source, { ...name, deviceName: "a b" })).toMatchObject({
      error: { code: "device_name_invalid" },
    });
  });

  test("a message cannot create thousands; the rest has to wait", () => {
    const { children, source, products } = openGatewayWorld();
    products.update("gw", { childProductKey: "sub" }, "ann");
    source.recvTs = 1_000_000;
    const names = Array.from({ length: 101 }, (_, i) => ({
      ...{ productKey: undefined, deviceName: `n${i}`, verify: undefined },
    }));
    const results = children.login(source, names, true);
    expect(results.filter((one) => one.failure)).toMatchObject([
      { deviceName: "n100", failure: { code: "rate_limited", params: { retryAfterS: 10 } } },
    ]);
    source.recvTs += 10_000;
    expect(codes(children.login(source, names.slice(100), true))).toEqual([undefined]);
  });

  test("a gateway whose session has ended speaks for nobody", () => {
    const { children, source, sessions, session, bind } = openGatewayWorld();
    bind("c1");
    sessions.close(session, "connection_closed");
    expect(codes(children.login(source, [claim("c1")], false))).toEqual(["child_not_online"]);
  });
});

describe("topology", () => {
  test("adding takes a child with its proof from elsewhere; without proof only a free one", () => {
    const { children, source, connect, make, topology, gateway } = openGatewayWorld();
    const other = make("gw", "g2");
    const child = make("sub", "c1");
    const { source: theirs } = connect(other);
    expect(codes(children.add(theirs, [claim("c1"), claim("none")]))).toEqual([undefined, "unknown_device"]);
    expect(codes(children.add(source, [claim("c1"), withSecret("c1", "bad")]))).toEqual([
      "child_bound_elsewhere",
      "sign_mismatch",
    ]);
    expect(codes(children.add(source, [withSecret("c1", "secret-c1")]))).toEqual([undefined]);
    expect(topology.gatewayOf(child)).toBe(gateway);
    expect(children.list(source)).toMatchObject([{ deviceName: "c1", deviceId: child.id }]);
  });

  test("removing ends the child's session first", () => {
    const { children, source, bind, topology } = openGatewayWorld();
    const [child] = bind("c1");
    children.login(source, [claim("c1")], false);
    expect(codes(children.remove(source, [named("c1"), named("c1")]))).toEqual([
      undefined,
      "child_not_bound",
    ]);
    expect([child?.state, child?.stateReason, child && topology.gatewayOf(child)]).toEqual([
      "offline",
      "unbound",
      undefined,
    ]);
  });
});

test("children register as their product allows", () => {
  const { children, source, make, products, devices } = openGatewayWorld();
  make("sub", "listed");
  devices.setPresence(make("sub", "used").id, { state: "online", reason: "connected" });
  const names = ["listed", "used", "new"].map((name) => named(name));
  expect(codes(children.register(source, names))).toEqual(Array(3).fill("registration_off"));
  products.update("sub", { registration: "listed" }, "ann");
  const listed = children.register(source, names);
  expect(codes(listed)).toEqual([undefined, "already_activated", "unknown_device"]);
  expect(listed[0]?.deviceSecret).toBe("secret-listed");
  products.update("sub", { registration: "open" }, "ann");
  expect(codes(children.register(source, names))).toEqual([undefined, "already_activated", undefined]);
  expect(devices.find("sub", "new")?.deviceSecret).not.toBe("");
  products.update("sub", { registrationUntil: 0 }, "ann");
  expect(codes(children.register(source, names))).toEqual(Array(3).fill("registration_closed"));
  products.update("sub", { registrationUntil: null }, "ann");
  const { productSecret } = products.get("sub");
  const verify = (secrets: { productSecret: string }) =>
    secrets.productSecret === productSecret ? undefined : failure("sign_mismatch");
  expect(codes(children.register(source, [{ ...named("proven"), verify }]))).toEqual([undefined]);
  products.rotateKey("sub", { which: "productSecret", value: "next", overlapMs: 1_000 }, "ann");
  expect(codes(children.register(source, [{ ...named("late"), verify }]))).toEqual([undefined]);
  products.endFormerKeys("sub", "ann");
  expect(codes(children.register(source, [{ ...named("later"), verify }]))).toEqual(["sign_mismatch"]);
  const forged = { ...named("forged"), verify: () => failure("sign_mismatch") };
  expect(codes(children.register(source, [forged]))).toEqual(["sign_mismatch"]);
  expect(devices.find("sub", "forged")).toBeUndefined();
});

test("a child that is rotated is proven by its former secret too, for as long as that is good", () => {
  const { clock, db, products, topology, sessions, devices, source, make } = openGatewayWorld();
  const credentials = openCredentials({ db, clock, devices });
  const children = new GatewayChildren({ devices, products, topology, sessions, credentials });
  const child = make("sub", "c1");
  credentials.book.rotate(child, { id: 0, overlapMs: 1_000, secret: "next" }, "ann");
  const add = (secret: string) => codes(children.add(source, [withSecret("c1", secret)]))[0];
  expect([add("secret-c1"), add("next"), add("other")]).toEqual([undefined, undefined, "sign_mismatch"]);
  clock.advance(1_000);
  expect([add("secret-c1"), add("next")]).toEqual(["credential_expired", undefined]);
});

test("one connection speaks for the devices of its product where that is allowed", () => {
  const { make, connect, products, sessions } = openGatewayWorld(plain);
  const row = { topic: "plant/{deviceName}/{property}", payload: "text", kind: "auto" } as const;
  const { say, session } = connect(make("plain", "bridge"));
  const [far, own] = [make("plain", "far"), make("plain", "own")];
  const theirs = connect(own).session;
  products.update("plain", { mapping: { isShared: true, rows: [row] } }, "ann");
  expect(say("plant/far/temp", 5)).toMatchObject({ kind: "stored" });
  expect(sessions.find(far.id)?.gateway).toBe(session);
  expect(say("plant/own/temp", 5)).toMatchObject({ kind: "stored" });
  // A device that is connected itself keeps its connection.
  expect(sessions.find(own.id)).toBe(theirs);
  expect(say("plant/nobody/temp", 5)).toMatchObject({ failure: { code: "unknown_device" } });
  products.update("plain", { mapping: { isShared: false, rows: [row] } }, "ann");
  expect(say("plant/far/temp", 5)).toMatchObject({ failure: { code: "mapping_other_device" } });
});
