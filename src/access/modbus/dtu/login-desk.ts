// Logins of DTUs by function 65: what they hold, who they are, and which link waits for them.

import * as v from "valibot";
import { describeError, ERRORS, type Failure, failure } from "../../../spine/error.ts";
import { err, ok, type Result } from "../../../spine/result.ts";
import type { Gate, Principal } from "../../adapter.ts";
import type { WaitingLink } from "./identify.ts";
import type { LoginFrame } from "./login-frame.ts";

export interface LoginDeskOptions {
  readonly gate: Pick<Gate, "authenticate" | "reportRefusal">;
  readonly links: () => readonly WaitingLink[];
}

/** A DTU that was let in. */
export interface Admitted {
  readonly link: WaitingLink;
  readonly principal: Principal;
}

/** A login that was not; what is answered tells less than what is in the log. */
export interface Refused {
  readonly why: Failure;
  readonly code: number;
  readonly message: string;
}

const LoginText = v.object({
  method: v.literal("auth"),
  params: v.object({
    clientId: v.optional(v.string(), ""),
    username: v.pipe(v.string(), v.minLength(1)),
    password: v.pipe(v.string(), v.minLength(1)),
  }),
});
/** As yudao answers a login that it refuses. */
const REFUSED_CODE = 400;

/** Every refusal is in the log with its cause by the time this resolves. */
export async function admit(
  login: LoginFrame,
  address: string,
  { gate, links }: LoginDeskOptions,
): Promise<Result<Admitted, Refused>> {
  const refuse = (why: Failure, principal?: Principal) => {
    const context = { protocol: "modbus", address, session: undefined, subject: "connect" };
    gate.reportRefusal(why, { ...context, ...(principal && { principal }) });
    return err({ why, code: REFUSED_CODE, message: describeError(why.code, why.params, "zh-CN") });
  };
  const claim = readLogin(login.text);
  if (claim === undefined)
    return refuse(
      failure("malformed_packet", { detail: "function 65 holds no login with user name and password" }),
    );
  const password = new TextEncoder().encode(claim.password);
  const outcome = await gate
    .authenticate({ ...claim, password, protocol: "modbus", address, isTls: false })
    .catch(() => undefined);
  // The platform's own trouble: it may be over when the DTU comes again.
  if (outcome === undefined) return err({ why: failure("internal"), ...tell(failure("internal")) });
  if (!outcome.ok) return err({ why: outcome.error, ...tell(outcome.error) });
  if (outcome.value.kind !== "device")
    return refuse(failure("bad_client_id", { detail: "only devices log in with function 65" }));
  const { principal } = outcome.value;
  const { productKey, deviceName } = principal;
  const link = links().find(({ transport: { identification: how } }) => {
    return how.by === "yudao" && how.productKey === productKey && how.deviceName === deviceName;
  });
  if (link === undefined) return refuse(failure("dtu_link_missing", { productKey, deviceName }), principal);
  const { framing } = link.transport;
  if (framing !== login.framing) {
    const shown = { wanted: nameOf(framing), used: nameOf(login.framing) };
    return refuse(failure("dtu_framing", { productKey, deviceName, ...shown }), principal);
  }
  return ok({ link, principal });
}

/** Small gateways leave the client id out. */
function readLogin(text: string) {
  const read = v.safeParse(LoginText, parse(text));
  if (!read.success) return undefined;
  const { clientId, username, password } = read.output.params;
  const at = username.lastIndexOf("&");
  const usual = at < 0 ? "" : `${username.slice(at + 1)}.${username.slice(0, at)}`;
  return { clientId: clientId.trim() === "" ? usual : clientId, username, password };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to wait for is told; nobody learns from the answer which part of a login is wrong. */
function tell({ code, params }: Failure): Pick<Refused, "code" | "message"> {
  const { isRetryable, http } = ERRORS[code];
  return isRetryable
    ? { code: http, message: describeError(code, params, "zh-CN") }
    : { code: REFUSED_CODE, message: "认证失败" };
}

function nameOf(framing: "rtu" | "tcp"): string {
  return framing === "rtu" ? "Modbus RTU" : "Modbus TCP";
}
