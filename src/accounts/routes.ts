// /session, /users, /audit and, in folders of their own, /application-keys and /session/preferences.

import * as v from "valibot";
import {
  type ApiContext,
  actorOf,
  addressOf,
  body,
  decodeCursor,
  integerText,
  makePage,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  ROLES,
  type Router,
  route,
} from "../http/http.ts";
import { LANGUAGES } from "../spine/error.ts";
import type { Accounts } from "./accounts.ts";
import { keysRoutes } from "./keys/routes.ts";
import { LENGTH_MAX } from "./password.ts";
import { preferencesRoutes } from "./preferences/routes.ts";
import { sessionCookie } from "./sign-in.ts";
import type { AuditRow, UserRow } from "./table.ts";

const RoleSchema = v.picklist(ROLES);
const LanguageSchema = v.picklist(LANGUAGES);
const Username = v.pipe(
  v.string(),
  v.regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, "must be 1 to 64 letters, digits or _ . @ -"),
);
/** Length and strength of a new one are judged by the password rules, which have texts of their own. */
const Password = v.pipe(v.string(), v.maxLength(LENGTH_MAX, `must have at most ${LENGTH_MAX} characters`));

const Me = named(
  "SignedInUser",
  v.object({
    id: v.number(),
    username: v.string(),
    role: RoleSchema,
    language: v.pipe(v.nullable(LanguageSchema), v.description("null until chosen: the browser decides")),
    mustChangePassword: v.boolean(),
  }),
);
const Session = named("Session", v.object({ user: Me }));
const User = named(
  "User",
  v.object({
    id: v.number(),
    username: v.string(),
    role: RoleSchema,
    isEnabled: v.boolean(),
    mustChangePassword: v.boolean(),
    createdAt: v.number(),
    lastLoginAt: v.nullable(v.number()),
  }),
);
const AuditRecord = named(
  "AuditRecord",
  v.object({
    id: v.number(),
    at: v.number(),
    actor: v.string(),
    address: v.string(),
    action: v.string(),
    target: v.string(),
    before: v.pipe(v.unknown(), v.description("null when there was nothing; secrets are masked")),
    after: v.unknown(),
  }),
);

const SignInBody = named(
  "SignIn",
  v.pipe(
    v.strictObject({ username: v.pipe(v.string(), v.maxLength(64)), password: Password }),
    v.examples([{ username: "admin", password: "what was printed at the first start" }]),
  ),
);
const PasswordChange = named("PasswordChange", v.strictObject({ current: Password, next: Password }));
const LanguageChoice = v.strictObject({ language: LanguageSchema });
const NewUser = named(
  "NewUser",
  v.pipe(
    v.strictObject({
      username: Username,
      password: Password,
      role: RoleSchema,
      mustChangePassword: v.optional(v.boolean(), true),
    }),
    v.examples([
      { username: "li.wei", password: "a long enough one", role: "operator", mustChangePassword: true },
    ]),
  ),
);
const UserChange = named(
  "UserChange",
  v.strictObject({
    role: v.optional(RoleSchema),
    isEnabled: v.optional(v.boolean()),
    password: v.optional(Password),
  }),
);
const UserId = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });
const PASSWORD_ERRORS = ["weak_password", "password_is_username", "password_too_common"] as const;

/** The room's routes, to be mounted under the API. */
export function accountsRoutes(accounts: Accounts): Router {
  const api = makeRouter();
  addSessionRoutes(api, accounts);
  addOwnRoutes(api, accounts);
  addUserRoutes(api, accounts);
  addAuditRoutes(api, accounts);
  api.route("/", keysRoutes(accounts.keys));
  api.route("/", preferencesRoutes(accounts.preferences));
  return api;
}

const SESSION = { tag: "session" } as const;

function addSessionRoutes(api: Router, { signIn, people }: Accounts): void {
  api.post(
    "/session",
    route({
      ...SESSION,
      id: "signIn",
      isSecret: true,
      summary: "Sign in",
      description: "Sets the session cookie. Ten failures within five minutes close the door for five more.",
      allow: "anyone",
      returns: Session,
      errors: ["bad_password", "rate_limited"],
      bodyBytes: 4_096,
    }),
    body(SignInBody),
    async (c) => {
      const { user, token } = await signIn.signIn({ ...c.req.valid("json"), address: addressOf(c) });
      // A cookie that came along is not carried over: a session is never older than its sign-in.
      signIn.signOut(c.req.raw);
      setCookie(c, token);
      return c.json({ user: meOf(user) });
    },
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
    (c) => c.json({ user: meOf(people.get(actorOf(c).userId)) }),
  );
  api.delete(
    "/session",
    route({ ...SESSION, id: "signOut", summary: "Sign out", allow: "anyone", status: 204 }),
    (c) => {
      signIn.signOut(c.req.raw);
      setCookie(c, "");
      // Pages kept for going back, too. Not "cookies": those of other ports of this machine would go with ours.
      c.header("clear-site-data", '"cache"');
      return c.body(null, 204);
    },
  );
}

function addOwnRoutes(api: Router, { signIn, people }: Accounts): void {
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
    (c) => c.json({ user: meOf(people.setLanguage(actorOf(c), c.req.valid("json").language)) }),
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
      errors: ["wrong_password", "rate_limited", ...PASSWORD_ERRORS],
      bodyBytes: 4_096,
    }),
    body(PasswordChange),
    async (c) => {
      const actor = actorOf(c);
      const { current, next } = c.req.valid("json");
      await signIn.confirm(people.get(actor.userId), current, actor.address);
      await people.setOwnPassword(actor, next);
      setCookie(c, signIn.openSession(actor.userId, actor.address));
      return c.body(null, 204);
    },
  );
}

const USERS = { tag: "users", allow: "admin" } as const;

function addUserRoutes(api: Router, { people }: Accounts): void {
  api.get(
    "/users",
    route({ ...USERS, id: "listUsers", summary: "Users", returns: pageOf(User) }),
    query(v.object(pageQuery)),
    (c) => {
      const { limit, cursor } = c.req.valid("query");
      const [afterId] = decodeCursor(cursor, v.tuple([v.number()])) ?? [0];
      const page = makePage(people.list(afterId, limit + 1), limit, (last) => [last.id]);
      return c.json({ ...page, items: page.items.map(userOf) });
    },
  );
  api.post(
    "/users",
    route({
      ...USERS,
      id: "createUser",
      isSecret: true,
      summary: "Add a user",
      status: 201,
      returns: User,
      errors: ["already_exists", "rate_limited", ...PASSWORD_ERRORS],
    }),
    body(NewUser),
    async (c) => c.json(userOf(await people.create(c.req.valid("json"), actorOf(c))), 201),
  );
  api.patch(
    "/users/:id",
    route({
      ...USERS,
      id: "updateUser",
      summary: "Change a user's role, state or password",
      description: "Disabling a user or setting a password ends the user's sessions at once.",
      returns: User,
      errors: ["not_found", "last_admin", "rate_limited", ...PASSWORD_ERRORS],
    }),
    params(UserId),
    body(UserChange),
    async (c) => {
      const changed = await people.update(c.req.valid("param").id, c.req.valid("json"), actorOf(c));
      return c.json(userOf(changed));
    },
  );
  api.delete(
    "/users/:id",
    route({
      ...USERS,
      id: "deleteUser",
      summary: "Remove a user",
      status: 204,
      errors: ["not_found", "last_admin"],
    }),
    params(UserId),
    (c) => {
      people.remove(c.req.valid("param").id, actorOf(c));
      return c.body(null, 204);
    },
  );
}

const AuditQuery = v.object({
  ...pageQuery,
  actor: v.optional(v.pipe(v.string(), v.maxLength(64))),
  action: v.optional(
    v.pipe(v.string(), v.maxLength(64), v.description("`user.create`, or `user` for all that begins so")),
  ),
});

function addAuditRoutes(api: Router, accounts: Accounts): void {
  api.get(
    "/audit",
    route({
      tag: "audit",
      id: "listAudit",
      summary: "What people did, newest first",
      description: "Kept for 180 days.",
      allow: "admin",
      returns: pageOf(AuditRecord),
    }),
    query(AuditQuery),
    (c) => {
      const { limit, cursor, actor, action } = c.req.valid("query");
      const [beforeId] = decodeCursor(cursor, v.tuple([v.number()])) ?? [];
      const rows: AuditRow[] = accounts.listAudit({ actor, action, beforeId, limit: limit + 1 });
      return c.json(makePage(rows, limit, (last) => [last.id]));
    },
  );
}

function setCookie(c: ApiContext, token: string): void {
  // A proxy that ends TLS says so; a caller that lies about it only spoils its own cookie.
  const isSecure = c.env?.isSecure === true || c.req.header("x-forwarded-proto") === "https";
  c.header("set-cookie", sessionCookie(token, isSecure));
}

function meOf({ id, username, role, language, mustChangePassword }: UserRow) {
  return { id, username, role, language, mustChangePassword };
}

function userOf({ id, username, role, isEnabled, mustChangePassword, createdAt, lastLoginAt }: UserRow) {
  return { id, username, role, isEnabled, mustChangePassword, createdAt, lastLoginAt };
}
