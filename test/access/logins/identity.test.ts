import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { sign } from "../../../src/codec/alink/login.ts";
import { signJetLinks } from "../../../src/codec/jetlinks/login.ts";
import { signYudao, yudaoText } from "../../../src/codec/yudao/login.ts";
import { ok } from "../../../src/spine/result.ts";
import { issueAuthority, issueClient } from "../../../src/tls/issue.ts";
import { claimOf, HOUR, NOW, setUpLogins } from "./fixture.ts";

const names = { productKey: "pk", deviceName: "d1" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

function onenetToken(key: string, res: string, et = "4102444800"): string {
  const text = [et, "sha256", res, "2018-10-31"].join("\n");
  const signed = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  return `version=2018-10-31&res=${encodeURIComponent(res)}&et=${et}&method=sha256&sign=${encodeURIComponent(signed)}`;
}

/** A login with `secret` in each dialect. */
const LOGINS = {
  plain: (secret: string) => claimOf("any", "d1&pk", secret),
  alink: (secret: string) =>
    claimOf(
      "c|securemode=3,signmethod=hmacsha256|",
      "d1&pk",
      sign("hmacsha256", secret, "clientIdcdeviceNamed1productKeypk"),
    ),
  yudao: (secret: string) => claimOf("pk.d1", "d1&pk", signYudao(secret, yudaoText(names, secret))),
  onenet: (secret: string) => claimOf("d1", "pk", onenetToken(secret, "products/pk/devices/d1")),
  thingsboard: (secret: string) => claimOf("any", secret),
  jetlinks: (secret: string) => claimOf("d1", `pk|${NOW}`, signJetLinks(`pk|${NOW}`, secret)),
};

describe("a device with several secrets is let in with each that is valid", () => {
  test.each(Object.entries(LOGINS))("in dialect %s", async (dialect, login) => {
    const { book, devices, d1, outcome, refusals } = setUpLogins();
    const [old, next, extra] = [base64("old"), base64("next"), base64("extra")];
    devices.update(names, { deviceSecret: old }, "ann");
    expect(await outcome(login(old))).toBe(`${dialect} d1`);
    book.rotate(d1, { id: 0, overlapMs: HOUR, secret: next }, "ann");
    book.add(d1, { kind: "secret", secret: extra }, "ann");
    for (const secret of [old, next, extra]) expect(await outcome(login(secret))).toBe(`${dialect} d1`);
    expect(book.list(d1).map(({ secret, lastUse }) => [secret, lastUse?.dialect])).toEqual([
      [next, dialect],
      [old, dialect],
      [extra, dialect],
    ]);
    book.revoke(d1, 1);
    expect(await outcome(login(old))).toBe("credential_revoked");
    expect(refusals()).toMatchObject([
      {
        code: "credential_revoked",
        device: "pk/d1 1",
        kind: "@kind_secret",
        at: new Date(NOW).toISOString(),
      },
    ]);
    const wrong = await outcome(login(base64("nothing")));
    const codes = ["secret_mismatch", "sign_mismatch", "token_sign_mismatch", "token_unknown"];
    expect(codes).toContain(wrong);
  });

  test("and what is logged when none is right says so", async () => {
    const { book, d1, outcome, refusals } = setUpLogins();
    book.add(d1, { kind: "secret" }, "ann");
    expect(await outcome(LOGINS.plain("nothing"))).toBe("secret_mismatch");
    expect(refusals()[0]).toMatchObject({ tried: "@keys_of_device" });
  });
});

test("OneNET's access key of the product speaks for each of its devices, by either resource", async () => {
  const { products, outcome, refusals } = setUpLogins();
  const { accessKey } = products.get("pk");
  for (const res of ["products/pk", "products/pk/devices/d1"])
    expect(await outcome(claimOf("d1", "pk", onenetToken(accessKey, res)))).toBe("onenet d1");
  // Unlike the product's secret, it is no secret that devices carry to register.
  products.update("pk", { registration: "open" }, "ann");
  expect(await outcome(claimOf("d1", "pk", onenetToken(accessKey, "products/pk")))).toBe("onenet d1");
  const rotation = { which: "accessKey", value: base64("next key"), overlapMs: HOUR } as const;
  products.rotateKey("pk", rotation, "ann");
  for (const key of [accessKey, rotation.value])
    expect(await outcome(claimOf("d1", "pk", onenetToken(key, "products/pk")))).toBe("onenet d1");
  const early = String(Math.floor(NOW / 1_000) - 60);
  expect(await outcome(claimOf("d1", "pk", onenetToken(accessKey, "products/pk", early)))).toBe(
    "token_expired",
  );
  products.endFormerKeys("pk", "ann");
  products.update("pk", { accessKey: base64("another key") }, "ann");
  expect(await outcome(claimOf("d1", "pk", onenetToken(accessKey, "products/pk")))).toBe(
    "token_sign_mismatch",
  );
  expect(refusals()).toMatchObject([
    { code: "token_expired" },
    { code: "token_sign_mismatch", tried: "@keys_device_and_access" },
  ]);
});

describe("a user name of the device's own", () => {
  test("speaks what its product speaks", async () => {
    const { book, products, d1, outcome, refusals } = setUpLogins();
    book.add(d1, { kind: "password", username: "press-1", secret: "password-1" }, "ann");
    expect(await outcome(claimOf("any", "press-1", "password-1"))).toBe("plain d1");
    products.update("pk", { dialects: ["onenet", "alink"] }, "ann");
    expect(await outcome(claimOf("any", "press-1", "password-1"))).toBe("onenet d1");
    expect(await outcome(claimOf("any", "press-1", "wrong"))).toBe("own_password_mismatch");
    expect(await outcome(claimOf("any", "press-2", "wrong"))).toBe("bad_client_id");
    expect(refusals()).toMatchObject([
      { code: "own_password_mismatch", device: "pk/d1 1", username: "press-1" },
      { code: "bad_client_id", device: "/ 0" },
    ]);
  });

  test("gives way to an application that has the same one since", async () => {
    const { book, d1, outcome } = setUpLogins({
      authenticate: async ({ username, password }) => {
        if (username !== "press-1" || Buffer.from(password ?? []).toString() !== "application")
          return undefined;
        return ok({ kind: "user" as const, name: "press-1" });
      },
    });
    book.add(d1, { kind: "password", username: "press-1", secret: "password-1" }, "ann");
    expect(await outcome(claimOf("any", "press-1", "password-1"))).toBe("plain d1");
    expect(await outcome(claimOf("any", "press-1", "application"))).toBe("application press-1");
    expect(await outcome(claimOf("any", "press-1", "neither"))).toBe("own_password_mismatch");
  });
});

describe("a token of the device's own", () => {
  test("is ThingsBoard's login, and says when it ended", async () => {
    const { book, d1, outcome, clock, refusals } = setUpLogins();
    book.add(d1, { kind: "token", secret: "token-1", expiresAt: NOW + HOUR }, "ann");
    expect(await outcome(claimOf("any", "token-1"))).toBe("thingsboard d1");
    expect(await outcome(claimOf("any", "token-1 "))).toBe("token_unknown");
    clock.advance(HOUR);
    expect(await outcome(claimOf("any", "token-1"))).toBe("credential_expired");
    expect(refusals()).toMatchObject([
      { code: "token_unknown", cause: "@cause_white_space", username: "" },
      { code: "credential_expired", device: "pk/d1 1", kind: "@kind_token", username: "" },
    ]);
  });
});

describe("a certificate", () => {
  test("of our own is let in by name until it is revoked; one that was imported by its fingerprint", async () => {
    const { book, d1, outcome, devices } = setUpLogins();
    const [ours, foreign] = [await issueAuthority(NOW), await issueAuthority(NOW)];
    const own = await issueClient({ authority: ours, name: "d1&pk", now: NOW });
    const strange = await issueClient({ authority: foreign, name: "whatever", now: NOW });
    const [a, b] = [own, strange].map(({ cert }) => book.add(d1, { kind: "certificate", cert }, "ann"));
    const shown = (fingerprint = "", certificateName?: string, username?: string) =>
      claimOf("c", username, "", { certificateName, certificateFingerprint: fingerprint });
    expect(await outcome(shown(a?.lookup, "d1&pk"))).toBe("plain d1");
    expect(await outcome(shown("00", "d1&pk"))).toBe("plain d1");
    expect(await outcome(shown(b?.lookup))).toBe("plain d1");
    expect(await outcome(shown("00"))).toBe("certificate_foreign");
    expect(await outcome(shown("00", undefined, "s1"))).toBe("thingsboard d1");
    expect(await outcome(claimOf("c", "d1&pk", "s1", { certificateFingerprint: "00" }))).toBe("plain d1");
    book.revoke(d1, 1);
    book.revoke(d1, 2);
    expect(await outcome(shown(a?.lookup, "d1&pk"))).toBe("credential_revoked");
    expect(await outcome(shown(b?.lookup))).toBe("credential_revoked");
    // The same name on another certificate of ours still counts.
    expect(await outcome(shown("00", "d1&pk"))).toBe("plain d1");
    devices.remove("pk", "d1", "ann");
    expect(await outcome(shown(a?.lookup, "d1&pk"))).toBe("credential_revoked");
  });
});

describe("what stands in the way of who proved to be the device", () => {
  test("a dialect that its product does not take", async () => {
    const { products, outcome, refusals } = setUpLogins();
    products.update("pk", { dialects: ["alink", "plain"] }, "ann");
    expect(await outcome(LOGINS.alink("s1"))).toBe("alink d1");
    expect(await outcome(LOGINS.thingsboard("s1"))).toBe("dialect_not_allowed");
    expect(await outcome(LOGINS.yudao("wrong"))).toBe("sign_mismatch");
    expect(refusals()[0]).toMatchObject({
      ...{ code: "dialect_not_allowed", device: "pk/d1 1", productKey: "pk" },
      ...{ dialect: "thingsboard", allowed: "alink, plain" },
    });
  });

  test("an address that is not on its list, whatever it logs in with", async () => {
    const { book, d1, outcome, refusals } = setUpLogins();
    book.setNetworks(d1, ["10.2.0.0/16"]);
    const { secret } = book.add(d1, { kind: "token" }, "ann");
    const claims = [LOGINS.plain("s1"), LOGINS.alink("s1"), LOGINS.onenet("s1"), claimOf("any", secret)];
    expect(await Promise.all(claims.map(outcome))).toEqual(Array(4).fill("address_not_allowed"));
    expect(await outcome({ ...LOGINS.plain("s1"), address: "10.2.7.7:9" })).toBe("plain d1");
    expect(await outcome(LOGINS.plain("wrong"))).toBe("secret_mismatch");
    expect(refusals()[0]).toMatchObject({ code: "address_not_allowed", allowed: "10.2.0.0/16" });
  });
});

test("a deleted device is told so for as long as it is in the trash, whatever it proves itself with", async () => {
  const { devices, d1, outcome } = setUpLogins();
  const secret = base64("old");
  devices.update(names, { deviceSecret: secret }, "ann");
  devices.remove("pk", "d1", "ann");
  const told = async (login: (secret: string) => ReturnType<typeof claimOf>) => await outcome(login(secret));
  for (const [dialect, login] of Object.entries(LOGINS))
    expect([dialect, await told(login)]).toEqual([dialect, "device_deleted"]);
  devices.restore(d1.id, "ann");
  expect(await told(LOGINS.alink)).toBe("alink d1");
  devices.remove("pk", "d1", "ann");
  devices.purge(d1.id, "ann");
  expect(await told(LOGINS.alink)).toBe("unknown_device");
});
