import * as v from "valibot";
import { addressOf, body, makeRouter, named, type Router, route } from "../http/http.ts";
import { adviceFor } from "../spine/advice.ts";
import { describeError, type Failure } from "../spine/error.ts";
import type { Result } from "../spine/result.ts";

/** What a device would send in its CONNECT. */
export interface TriedLogin {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly isTls: boolean;
  readonly address: string;
}

export interface TrialDevice {
  readonly productKey: string;
  readonly deviceName: string;
  readonly dialect: string;
}

/** Who would be let in, or why not. */
export type LoginTrial = (login: TriedLogin) => Promise<Result<TrialDevice, Failure>>;

const Text = v.pipe(v.string(), v.maxLength(4_096));
const Login = v.strictObject({
  clientId: Text,
  username: v.optional(Text, ""),
  password: v.optional(Text, ""),
  isTls: v.optional(v.boolean(), false),
});
const TrialJson = named(
  "LoginTrial",
  v.object({
    ok: v.boolean(),
    productKey: v.nullable(v.string()),
    deviceName: v.nullable(v.string()),
    dialect: v.nullable(v.string()),
    code: v.nullable(v.string()),
    text: v.pipe(v.nullable(v.string()), v.description("Why not, in the language asked for")),
    advice: v.pipe(v.nullable(v.string()), v.description("What to do")),
  }),
);

/** `/login-trials`: whether a device would be let in. */
export function loginTrialRoutes({ tryLogin }: { readonly tryLogin: LoginTrial }): Router {
  const api = makeRouter();
  api.post(
    "/login-trials",
    route({
      id: "tryLogin",
      isSecret: true,
      tag: "access",
      summary: "Test what a device sends to log in over MQTT",
      description: "Nothing is stored, no device is connected, and a failure is held against nobody.",
      allow: "manage",
      returns: TrialJson,
    }),
    body(Login),
    async (c) => {
      const outcome = await tryLogin({ ...c.req.valid("json"), address: `${addressOf(c)}:0` });
      if (outcome.ok) {
        const { productKey, deviceName, dialect } = outcome.value;
        return c.json({ ok: true, productKey, deviceName, dialect, code: null, text: null, advice: null });
      }
      const { code, params } = outcome.error;
      const language = c.get("language");
      return c.json({
        ...{ ok: false, productKey: null, deviceName: null, dialect: null, code },
        text: describeError(code, params, language),
        advice: adviceFor(code, params, language) ?? null,
      });
    },
  );
  return api;
}
