// People with an authenticator: what it shows, and the way through both steps.

import { hotp } from "../../../src/accounts/second-factor/totp.ts";
import { ADMIN_PASSWORD, type Caller, startAccounts } from "../signed-in.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export async function startWithFactor() {
  const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const { clock, makeCaller } = started;
  /** What the authenticator shows now. */
  const codeOf = (secret: unknown) => hotp(fromBase32(String(secret)), Math.floor(clock.now() / 30_000));
  /** Switches it on; a code of the next period is good then. */
  const setUp = async (caller: Caller, password: string) => {
    const { secret } = (await caller.call("POST", "/session/second-factor/setup", { body: { password } }))
      .json;
    const body = { code: codeOf(secret) };
    const { recoveryCodes } = (await caller.call("POST", "/session/second-factor/confirm", { body })).json;
    clock.advance(30_000);
    return { secret, recoveryCodes: recoveryCodes as string[] };
  };
  const admin = makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  return { ...started, admin, codeOf, setUp };
}

/** The first step of `caller`, as far as it goes. */
export async function beginOf(
  caller: Caller,
  username = "admin",
  password = ADMIN_PASSWORD,
): Promise<string> {
  return String((await caller.signIn(username, password)).json.challenge);
}
