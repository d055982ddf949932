import { expect, test } from "bun:test";
import { Registration } from "../../../src/access/logins/registration.ts";
import type { RegistrationClaim } from "../../../src/codec/dialect.ts";
import { failure } from "../../../src/spine/error.ts";
import { HOUR, NOW, setUpLogins } from "./fixture.ts";

function setUp() {
  const { clock, products, devices, book, d1, credentials } = setUpLogins();
  const isToken = (text: string) => credentials.proofs.findToken(text) !== undefined;
  const refusalAt = (id: number, host: string) => credentials.proofs.refusalAt(id, `${host}:0`);
  const registration = new Registration({ clock, products, devices, isToken, refusalAt });
  const ask = (wanted: Partial<RegistrationClaim> = {}, host = "10.1.1.1") => {
    const outcome = registration.register(host, { ...CLAIM, ...wanted });
    return outcome.ok ? outcome.value.payload : outcome.error.code;
  };
  return { clock, products, devices, book, d1, ask };
}

const CLAIM: RegistrationClaim = {
  ...{ dialect: "alink", productKey: "pk", deviceName: "d1", kind: "listed" },
  verify: () => undefined,
  answer: ({ deviceSecret }) => ({ topic: "t", payload: `secret ${deviceSecret}` }),
};

test("a device is told its secret while the window is open, and not after", () => {
  const { clock, products, ask } = setUp();
  expect(ask()).toBe("registration_off");
  products.update("pk", { registration: "listed", registrationUntil: NOW + HOUR }, "ann");
  expect(ask()).toBe("secret s1");
  expect(ask({ verify: () => failure("sign_mismatch") })).toBe("sign_mismatch");
  clock.advance(HOUR);
  expect(ask()).toBe("registration_closed");
  expect(ask({ verify: () => failure("sign_mismatch") })).toBe("sign_mismatch");
  products.update("pk", { registrationUntil: null }, "ann");
  expect(ask()).toBe("secret s1");
});

test("devices register with the product's former secret too, for as long as it holds", () => {
  const { clock, products, ask } = setUp();
  const { productSecret: old } = products.get("pk");
  products.update("pk", { registration: "listed" }, "ann");
  products.rotateKey("pk", { which: "productSecret", value: "next", overlapMs: HOUR }, "ann");
  const proof = (made: string) => ({
    verify: (secret: string) => (secret === made ? undefined : failure("sign_mismatch")),
  });
  expect([ask(proof("next")), ask(proof(old)), ask(proof("other"))]).toEqual([
    "secret s1",
    "secret s1",
    "sign_mismatch",
  ]);
  clock.advance(HOUR);
  expect([ask(proof("next")), ask(proof(old))]).toEqual(["secret s1", "sign_mismatch"]);
});

test("a dialect that the product does not take registers nobody", () => {
  const { products, devices, ask } = setUp();
  products.update("pk", { registration: "open", dialects: ["alink"] }, "ann");
  expect(ask({ dialect: "yudao", kind: "open", deviceName: "d9" })).toBe("dialect_not_allowed");
  expect(devices.find("pk", "d9")).toBeUndefined();
  expect(ask({ kind: "open", deviceName: "d9" })).toStartWith("secret ");
  expect(ask({ kind: "open", deviceName: "no such name!" })).toBe("device_name_invalid");
});

test("nobody registers with a token that some device has", () => {
  const { products, book, d1, ask } = setUp();
  products.update("pk", { registration: "open" }, "ann");
  book.add(d1, { kind: "token", secret: "token-1" }, "ann");
  const wanted = { kind: "open", deviceName: "d9" } as const;
  expect(ask({ ...wanted, wantedSecret: "token-1" })).toBe("already_exists");
  expect(ask({ ...wanted, wantedSecret: "s1" })).toBe("already_exists");
  expect(ask({ ...wanted, wantedSecret: "token-2" })).toBe("secret token-2");
});

test("a device that may log in from some addresses only is told its secret at those only", () => {
  const { products, book, d1, ask } = setUp();
  products.update("pk", { registration: "listed" }, "ann");
  book.setNetworks(d1, ["10.2.0.0/16", "fd00::/8"]);
  expect([ask(), ask({}, "10.2.3.4"), ask({}, "[fd00::1]"), ask({}, "[::ffff:10.2.3.4]")]).toEqual([
    "address_not_allowed",
    "secret s1",
    "secret s1",
    "secret s1",
  ]);
});

test("an address may ask 120 times in a minute", () => {
  const { ask } = setUp();
  for (let i = 0; i < 120; i++) expect(ask()).toBe("registration_off");
  expect([ask(), ask({}, "10.1.1.2")]).toEqual(["rate_limited", "registration_off"]);
});

test("a device that a person deleted does not register itself again", () => {
  const { products, devices, d1, ask } = setUp();
  products.update("pk", { registration: "open" }, "ann");
  devices.remove("pk", "d1", "ann");
  expect(ask({ kind: "open" })).toBe("device_deleted");
  devices.purge(d1.id, "ann");
  expect(ask({ kind: "open" })).toStartWith("secret ");
});
