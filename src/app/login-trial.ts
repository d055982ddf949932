import type { Claim } from "../access/adapter.ts";
import { makeLogins } from "../access/logins/logins.ts";
import { readLogin } from "../codec/codec.ts";
import type { LoginTrial } from "../diagnosis/trial-routes.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { assert } from "../kit/assert.ts";
import type { Clock } from "../spine/clock.ts";
import { failure } from "../spine/error.ts";
import { err, ok } from "../spine/result.ts";
import type { Stores } from "./stores.ts";

/** Holds a login against devices as the gate does, and leaves no trace: nothing is logged, counted, banned or registered. */
export function makeLoginTrial(
  { products, devices, credentials }: Pick<Stores, "products" | "devices" | "credentials">,
  { clock, ingest }: { readonly clock: Clock; readonly ingest: Ingest },
): LoginTrial {
  const silent: Ingest = Object.assign(Object.create(ingest), { refuse() {} });
  const logins = makeLogins({
    ...{ clock, products, ingest: silent },
    credentials: { proofs: credentials.proofs, noteUse() {} },
    devices: {
      find: (productKey, deviceName) => devices.find(productKey, deviceName),
      findBySecret: (secret) => devices.findBySecret(secret),
      findByName: (deviceName) => devices.findByName(deviceName),
      isInTrash: (productKey, deviceName) => devices.isInTrash(productKey, deviceName),
      isSecretInTrash: (secret) => devices.isSecretInTrash(secret),
      noteRegistration() {},
      create() {
        assert(false, "a trial that would register is refused before");
      },
    },
  });
  return async ({ clientId, username, password, isTls, address }) => {
    const secret = password === "" ? undefined : new TextEncoder().encode(password);
    const claim: Claim = {
      ...{ protocol: "mqtt", clientId, address, isTls },
      username: username === "" ? undefined : username,
      password: secret,
    };
    const { kind } = readLogin({ ...claim, nowMs: clock.now() });
    if (kind === "registration" || kind === "provisioning") return err(failure("login_registers"));
    const outcome = await logins.authenticate(claim);
    if (!outcome.ok) return outcome;
    return outcome.value.kind === "device" ? ok(outcome.value.principal) : err(failure("login_registers"));
  };
}
