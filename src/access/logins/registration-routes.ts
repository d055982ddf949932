// Alibaba's dynamic registration over HTTP: `POST /auth/register/device`, a form in, JSON out, always with status 200.

import { readRegistrationForm, tellFormRefusal } from "../../codec/codec.ts";
import type { RegistrationClaim } from "../../codec/dialect.ts";
import { addressOf, makeRouter, type Router } from "../../http/http.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { Result } from "../../spine/result.ts";
import type { Claim, Gate, UplinkReply } from "../adapter.ts";

/** A form of names, a number and a signature has a few hundred bytes. */
const FORM_BYTES = 4_096;

export interface RegistrationRoutesDeps {
  readonly gate: Pick<Gate, "isAdmitted" | "reportRefusal"> & {
    register(claim: Claim, wanted: RegistrationClaim): Result<UplinkReply, Failure>;
  };
}

/** At the root and without sign-in: devices sign with the secret of their product. */
export function registrationRoutes({ gate }: RegistrationRoutesDeps): Router {
  const root = makeRouter();
  root.post("/auth/register/device", async (c) => {
    const tell = (text: string) =>
      c.body(text, 200, { "content-type": "application/json", "cache-control": "no-store" });
    const ip = addressOf(c);
    const address = `${ip.includes(":") ? `[${ip}]` : ip}:0`;
    if (gate.isAdmitted?.(ip) === false)
      return tell(tellFormRefusal(failure("rate_limited", { retryAfterS: 60 })));
    const length = Number(c.req.header("content-length") ?? Number.NaN);
    const form = length <= FORM_BYTES ? readForm(await c.req.text()) : {};
    const wanted = readRegistrationForm(form);
    if (!wanted.ok) {
      gate.reportRefusal(wanted.error, { protocol: "http", address, session: undefined, subject: "connect" });
      return tell(tellFormRefusal(wanted.error));
    }
    const { productKey, deviceName } = wanted.value;
    const names = { clientId: "", username: `${deviceName}&${productKey}` };
    const isTls = c.env?.isSecure ?? false;
    const claim = { protocol: "http", ...names, password: new Uint8Array(1), address, isTls };
    const outcome = gate.register(claim, wanted.value);
    return tell(outcome.ok ? String(outcome.value.payload) : tellFormRefusal(outcome.error));
  });
  return root;
}

function readForm(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}
