// /session/second-factor: one's own second factor and the second step of signing in; /users/:id/second-factor: its reset.

import * as v from "valibot";
import {
  actorOf,
  body,
  integerText,
  makeRouter,
  named,
  params,
  personOf,
  type Router,
  route,
} from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import type { People } from "../people.ts";
import type { Roles } from "../roles/roles.ts";
import type { SessionOwner, Sessions } from "../sessions/sessions.ts";
import type { SignIn } from "../sign-in.ts";
import type { SecondFactor } from "./second-factor.ts";

export interface FactorRoutesDeps {
  readonly secondFactor: SecondFactor;
  readonly people: Pick<People, "get">;
  readonly signIn: Pick<SignIn, "confirm" | "enrol">;
  readonly sessions: Pick<Sessions, "endOthers">;
  readonly roles: Pick<Roles, "requireGrantable">;
}

/** A code of the authenticator, or a recovery code with or without its dashes. */
export const FactorCode = v.pipe(v.string(), v.minLength(6), v.maxLength(32));

const State = named(
  "SecondFactor",
  v.object({
    isOn: v.boolean(),
    since: v.pipe(v.nullable(v.number()), v.description("UTC ms; null while it is off")),
    recoveryCodesLeft: v.number(),
    isRequired: v.pipe(
      v.boolean(),
      v.description("The rules ask the role for one: it cannot be switched off"),
    ),
  }),
);
const Setup = named(
  "SecondFactorSetup",
  v.object({
    secret: v.pipe(v.string(), v.description("Base32, to be typed where no camera is")),
    uri: v.pipe(v.string(), v.description("What the QR code says: `otpauth://totp/…`")),
  }),
);
const RecoveryCodes = named(
  "RecoveryCodes",
  v.object({
    recoveryCodes: v.pipe(v.array(v.string()), v.description("Each is good once; shown this once")),
  }),
);
const CodeBody = v.strictObject({ code: FactorCode });
const OWN = { tag: "session", allow: "signed-in", bodyBytes: 4_096 } as const;
const CODE_ERRORS = ["second_factor_wrong", "second_factor_off", "rate_limited"] as const;

/** Routes of second factors, to be mounted under the API. */
export function factorRoutes(deps: FactorRoutesDeps): Router {
  const api = makeRouter();
  addState(api, deps);
  addSetup(api, deps);
  addChanges(api, deps);
  addReset(api, deps);
  return api;
}

function addState(api: Router, { secondFactor, people }: FactorRoutesDeps): void {
  api.get(
    "/session/second-factor",
    route({ ...OWN, id: "getSecondFactor", summary: "One's own second factor", returns: State }),
    (c) => c.json(secondFactor.stateOf(people.get(personOf(c).userId))),
  );
}

function addSetup(api: Router, { secondFactor, people, signIn, sessions }: FactorRoutesDeps): void {
  api.post(
    "/session/second-factor/enrolment",
    route({
      ...{
        tag: "session",
        id: "enrolSecondFactor",
        isSecret: true,
        summary: "Get a second factor while signing in",
      },
      description:
        "For those whose role needs one, after the first step; `POST /session/code` goes on from here.",
      ...{ allow: "anyone", returns: Setup, errors: ["sign_in_expired"], bodyBytes: 4_096 },
    }),
    body(v.strictObject({ challenge: v.pipe(v.string(), v.maxLength(64)) })),
    (c) => c.json(signIn.enrol(c.req.valid("json").challenge)),
  );
  api.post(
    "/session/second-factor/setup",
    route({
      ...{ ...OWN, id: "setUpSecondFactor", isSecret: true, summary: "Get a secret for an authenticator" },
      description: "It holds from its first code on: `POST /session/second-factor/confirm`.",
      ...{ returns: Setup, errors: ["wrong_password", "second_factor_on", "rate_limited"] },
    }),
    body(v.strictObject({ password: v.pipe(v.string(), v.maxLength(128)) })),
    async (c) => {
      const actor = personOf(c);
      const user = people.get(actor.userId);
      await signIn.confirm(user, c.req.valid("json").password, actor.address);
      return c.json(secondFactor.begin(user));
    },
  );
  api.post(
    "/session/second-factor/confirm",
    route({
      ...{
        ...OWN,
        id: "confirmSecondFactor",
        isSecret: true,
        summary: "Switch the second factor on with a first code",
      },
      description: "Ends all other sessions of the user.",
      ...{ returns: RecoveryCodes, errors: [...CODE_ERRORS, "second_factor_on"] },
    }),
    body(CodeBody),
    async (c) => {
      const actor = personOf(c);
      const user: SessionOwner & Parameters<SecondFactor["confirm"]>[0] = people.get(actor.userId);
      const recoveryCodes = await secondFactor.confirm(user, c.req.valid("json").code, actor.address);
      sessions.endOthers(user, c.req.raw, actor);
      return c.json({ recoveryCodes });
    },
  );
}

function addChanges(api: Router, { secondFactor, people }: FactorRoutesDeps): void {
  api.post(
    "/session/second-factor/recovery-codes",
    route({
      ...{
        ...OWN,
        id: "renewRecoveryCodes",
        isSecret: true,
        summary: "Get new recovery codes; the former ones are void",
      },
      ...{ returns: RecoveryCodes, errors: CODE_ERRORS },
    }),
    body(CodeBody),
    async (c) => {
      const { userId, address } = personOf(c);
      const { code } = c.req.valid("json");
      return c.json({ recoveryCodes: await secondFactor.renewCodes(people.get(userId), code, address) });
    },
  );
  api.post(
    "/session/second-factor/off",
    route({
      ...{
        ...OWN,
        id: "switchOffSecondFactor",
        isSecret: true,
        summary: "Switch one's own second factor off",
        status: 204,
      },
      errors: [...CODE_ERRORS, "second_factor_required"],
    }),
    body(CodeBody),
    async (c) => {
      const { userId, address } = personOf(c);
      await secondFactor.switchOff(people.get(userId), c.req.valid("json").code, address);
      return c.body(null, 204);
    },
  );
}

function addReset(api: Router, { secondFactor, people, sessions, roles }: FactorRoutesDeps): void {
  api.delete(
    "/users/:id/second-factor",
    route({
      ...{ tag: "users", allow: "admin", id: "resetSecondFactor", status: 204 },
      summary: "Take a lost second factor from a user",
      description: "Ends the user's sessions. Where the role needs one, the next sign-in asks for a new one.",
      errors: ["not_found", "second_factor_off", "exceeds_own"],
    }),
    params(v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) })),
    (c) => {
      const actor = actorOf(c);
      const user = people.get(c.req.valid("param").id);
      // Who could not give the user's role must not weaken its sign-in either.
      roles.requireGrantable(user.role, actor);
      if (!secondFactor.isOn(user.id)) throw new AppError("second_factor_off");
      secondFactor.reset(user, actor);
      sessions.endOthers(user, c.req.raw, actor);
      return c.body(null, 204);
    },
  );
}
