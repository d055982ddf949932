// /session: signing in, in one step or two, who is signed in, and one's own language and password.

import * as v from "valibot";
import {
  type ApiContext,
  addressOf,
  body,
  makeRouter,
  named,
  personOf,
  type Router,
  route,
} from "../../http/http.ts";
import { AppError, LANGUAGES } from "../../spine/error.ts";
import { LENGTH_MAX } from "../password.ts";
import type { People } from "../people.ts";
import { DataScopeSchema, MatrixSchema } from "../roles/permission-schema.ts";
import type { Roles } from "../roles/roles.ts";
import { FactorCode } from "../second-factor/routes.ts";
import type { OpenedSession } from "../second-factor/two-steps.ts";
import type { SignIn } from "../sign-in.ts";
import type { UserRow } from "../table.ts";
import { setSessionCookie } from "./cookie.ts";

export interface EntryRoutesDeps {
  readonly signIn: SignIn;
  readonly people: People;
  readonly roles: Roles;
}

/** Length and strength of a new one are judged by the password rules, which have texts of their own. */
export const Password = v.pipe(
  v.string(),
  v.maxLength(LENGTH_MAX, `must have at most ${LENGTH_MAX} characters`),
);
export const RoleSchema = v.pipe(
  v.string(),
  v.maxLength(64),
  v.description("`viewer`, `operator`, `developer`, `admin`, or the id of a role that was made"),
);
/** Where a directory is asked. */
const DIRECTORY_ERRORS = [
  "federation_failed",
  "federation_no_role",
  "federation_name_taken",
  "federation_bad_name",
] as const;
export const PASSWORD_ERRORS = [
  "weak_password",
  "password_too_plain",
  "password_is_username",
  "password_too_common",
] as const;

const Me = named(
  "SignedInUser",
  v.object({
    id: v.number(),
    username: v.string(),
    role: RoleSchema,
    roleName: v.pipe(v.string(), v.description("For people; of a built-in role its id")),
    permissions: MatrixSchema,
    scopes: v.pipe(v.array(DataScopeSchema), v.description("What the permissions reach")),
    language: v.pipe(
      v.nullable(v.picklist(LANGUAGES)),
      v.description("null until chosen: the browser decides"),
    ),
    mustChangePassword: v.boolean(),
    hasPassword: v.pipe(v.boolean(), v.description("false: a directory vouches for the user")),
  }),
);
const Session = named("Session", v.object({ user: Me }));
const OpenedSessionJson = named(
  "OpenedSession",
  v.object({
    user: Me,
    recoveryCodes: v.optional(
      v.pipe(
        v.array(v.string()),
        v.description("Shown this once, where this sign-in set the second factor up"),
      ),
    ),
  }),
);
const AwaitedStepJson = named(
  "AwaitedStep",
  v.object({
    user: v.pipe(v.null(), v.description("Nobody is signed in yet")),
    challenge: v.pipe(v.string(), v.description("Refers the second step to this one; good for ten minutes")),
    needs: v.pipe(
      v.picklist(["code", "enrolment"]),
      v.description(
        "`code`: of the second factor; `enrolment`: the role needs one, and the user has none yet",
      ),
    ),
  }),
);
const SecondStep = named(
  "SecondStep",
  v.strictObject({ challenge: v.pipe(v.string(), v.maxLength(64)), code: FactorCode }),
);
const SignInBody = named(
  "SignIn",
  v.pipe(
    v.strictObject({ username: v.pipe(v.string(), v.maxLength(64)), password: Password }),
    v.examples([{ username: "admin", password: "what was printed at the first start" }]),
  ),
);
const PasswordChange = named("PasswordChange", v.strictObject({ current: Password, next: Password }));
const LanguageChoice = v.strictObject({ language: v.picklist(LANGUAGES) });
/** Routes of the session, to be mounted under the API. */
export function entryRoutes(deps: EntryRoutesDeps): Router {
  const api = makeRouter();
  addSessionRoutes(api, deps);
  addOwnRoutes(api, deps);
  return api;
}

const SESSION = { tag: "session" } as const;

function addSessionRoutes(api: Router, deps: EntryRoutesDeps): void {
  const { signIn, people, roles } = deps;
  api.post(
    "/session",
    route({
      ...SESSION,
      id: "signIn",
      isSecret: true,
      summary: "Sign in",
      description: "Sets the session cookie. Failures close the door for a while (`/sign-in-policy`).",
      allow: "anyone",
      returns: v.union([Session, AwaitedStepJson]),
      errors: ["bad_password", "rate_limited", ...DIRECTORY_ERRORS],
      bodyBytes: 4_096,
    }),
    body(SignInBody),
    async (c) => {
      const outcome = await signIn.signIn({ ...c.req.valid("json"), ...originOf(c) });
      if ("challenge" in outcome) return c.json({ user: null, ...outcome });
      return c.json(enter(c, deps, outcome));
    },
  );
  api.post(
    "/session/code",
    route({
      ...SESSION,
      id: "finishSignIn",
      isSecret: true,
      summary: "Sign in: the second step",
      description:
        "With a code of the authenticator or a recovery code. Wrong ones close the door for a while.",
      allow: "anyone",
      returns: OpenedSessionJson,
      errors: ["sign_in_expired", "second_factor_wrong", "second_factor_off", "rate_limited"],
      bodyBytes: 4_096,
    }),
    body(SecondStep),
    async (c) => c.json(enter(c, deps, await signIn.finish(c.req.valid("json"), originOf(c)))),
  );
  api.get(
    "/session",
    route({
      ...SESSION,
      id: "getSession",
      summary: "Who is signed in",
      allow: "signed-in",
      returns: Session,
    }),
    (c) => c.json({ user: meOf(roles, people.get(personOf(c).userId)) }),
  );
  api.delete(
    "/session",
    route({ ...SESSION, id: "signOut", summary: "Sign out", allow: "anyone", status: 204 }),
    (c) => {
      signIn.signOut(c.req.raw);
      setSessionCookie(c, "");
      // Pages kept for going back, too. Not "cookies": those of other ports of this machine would go with ours.
      c.header("clear-site-data", '"cache"');
      return c.body(null, 204);
    },
  );
}

function addOwnRoutes(api: Router, { signIn, people, roles }: EntryRoutesDeps): void {
  api.patch(
    "/session",
    route({
      ...SESSION,
      id: "chooseLanguage",
      summary: "Choose a language",
      allow: "signed-in",
      returns: Session,
    }),
    body(LanguageChoice),
    (c) => c.json({ user: meOf(roles, people.setLanguage(personOf(c), c.req.valid("json").language)) }),
  );
  api.put(
    "/session/password",
    route({
      ...SESSION,
      id: "changePassword",
      summary: "Change one's own password",
      description: "Ends all other sessions of the user; the caller stays signed in with a new cookie.",
      allow: "signed-in",
      status: 204,
      errors: [
        "wrong_password",
        "rate_limited",
        "password_reused",
        "federation_no_password",
        ...PASSWORD_ERRORS,
      ],
      bodyBytes: 4_096,
    }),
    body(PasswordChange),
    async (c) => {
      const actor = personOf(c);
      const { current, next } = c.req.valid("json");
      if (people.get(actor.userId).passwordHash === "") throw new AppError("federation_no_password");
      await signIn.confirm(people.get(actor.userId), current, actor.address);
      await people.setOwnPassword(actor, next);
      setSessionCookie(c, signIn.openSession(actor.userId, originOf(c)));
      return c.body(null, 204);
    },
  );
}

/** Whoever came along signed in as somebody is not any more: a session is never older than its sign-in. */
function enter(
  c: ApiContext,
  { signIn, roles }: EntryRoutesDeps,
  { user, token, recoveryCodes = [] }: OpenedSession,
) {
  signIn.signOut(c.req.raw);
  setSessionCookie(c, token);
  return { user: meOf(roles, user), ...(recoveryCodes.length > 0 && { recoveryCodes: [...recoveryCodes] }) };
}

function originOf(c: ApiContext) {
  return { address: addressOf(c), agent: c.req.header("user-agent") };
}

function meOf(roles: Roles, user: UserRow): v.InferOutput<typeof Me> {
  const { id, username, role, language, mustChangePassword } = user;
  const hasPassword = user.passwordHash !== "";
  const { name: roleName } = roles.get(role);
  const { matrix: permissions, reach } = roles.permissionsOf(role);
  const scopes = [...reach.scopes] as v.InferOutput<typeof DataScopeSchema>[];
  return { id, username, role, roleName, permissions, scopes, language, mustChangePassword, hasPassword };
}
