// Who calls: the person or key behind a request, and what every request carries with it.

import { type Context, Hono } from "hono";
import type { Language } from "../spine/error.ts";
import { AppError } from "../spine/error.ts";
import type { Answers } from "./answer/answers.ts";
import type { Permissions } from "./permission/permission.ts";
import type { Reach } from "./permission/reach.ts";

interface Caller {
  /** Of a key `key:` and its name. */
  readonly username: string;
  /** Name of the role; empty for a key. */
  readonly role: string;
  readonly permissions: Permissions;
  readonly language: Language;
  /** Address the request came from, without port; empty when unknown. */
  readonly address: string;
  /** True until the first password was replaced; such an actor reaches only `signed-in` routes. */
  readonly mustChangePassword: boolean;
}

/** A signed-in person. */
export interface Person extends Caller {
  readonly kind: "person";
  readonly userId: number;
}

/** A program that shows a key. */
export interface KeyHolder extends Caller {
  readonly kind: "key";
  readonly keyId: string;
  /** Where the body was signed: throws AppError unless it is this one. Run before a route acts on it. */
  readonly holdBody?: (body: ArrayBuffer) => Promise<void>;
}

export type Actor = Person | KeyHolder;

/** What a request asks of the authentication port. */
export interface CallerContext {
  readonly address: string;
  /** True for a re-check of a long-lived stream: it must not count as activity of the person. */
  readonly isPassive: boolean;
}

/** The port through which http learns who calls; `undefined` for nobody. */
export type Authenticate = (
  request: Request,
  caller: CallerContext,
) => Actor | undefined | Promise<Actor | undefined>;

/** The port through which long-lived streams learn that rights may have changed. */
export type WatchRights = (listener: () => void) => () => void;

export interface AuditEntry {
  /** Verb on a noun: `product.create`, `user.delete`, `session.login`. */
  readonly action: string;
  /** Key of the thing: `pump-1`, `p1/press-07`. */
  readonly target: string;
  /** What it was and what it became; the trail masks fields that are named like secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The port through which rooms leave a trace of what a person did. */
export type Audit = (actor: Actor, entry: AuditEntry) => void;

/** What the server hands to each request; all absent when a test calls `app.request` directly. */
export interface ApiBindings {
  readonly address?: string;
  readonly isSecure?: boolean;
  /** Aborted when the server begins to stop; long-lived streams end then. */
  readonly closing?: AbortSignal;
  /** For routes that upgrade to a WebSocket. */
  readonly server?: Bun.Server<unknown>;
  /** The API asks itself, to answer a request that was let in: for its caller, who is not asked for again. */
  readonly repeatFor?: { readonly actor: Actor | undefined };
}

/** What the whole API does for each of its routes. */
export interface Desk {
  /** The same address as a GET would answer it now, for the same caller. */
  read(c: ApiContext): Promise<Response>;
  /** Runs edits of one address one after another. */
  inTurn<T>(address: string, edit: () => Promise<T>): Promise<T>;
  /** Where answers are kept for requests that are sent again; undefined: they are carried out again. */
  readonly answers: Answers | undefined;
}

export interface ApiVariables {
  requestId: string;
  language: Language;
  actor: Actor | undefined;
  /** Asks again whether the caller is still here with the same rights, without counting as activity. */
  isStillSignedIn: () => Promise<boolean>;
  /** Calls `listener` whenever somebody's rights may have changed; returns its removal. */
  onRightsChange: WatchRights;
  desk: Desk | undefined;
}

export type ApiEnv = { Bindings: ApiBindings; Variables: ApiVariables };
export type ApiContext = Context<ApiEnv>;
export type Router = Hono<ApiEnv>;

/** A sub-app of one room, to be mounted by app.ts. */
export function makeRouter(): Router {
  return new Hono<ApiEnv>();
}

/** The caller of a route that is not open to anyone. Throws AppError `unauthenticated` when there is none. */
export function actorOf(c: ApiContext): Actor {
  const actor = c.get("actor");
  if (actor === undefined) throw new AppError("unauthenticated");
  return actor;
}

/** The caller where only people are: throws AppError `persons_only` for a key. */
export function personOf(c: ApiContext): Person {
  const actor = actorOf(c);
  if (actor.kind !== "person") throw new AppError("persons_only");
  return actor;
}

/** How far the caller reaches, for a route that leaves out the rest. */
export function reachOf(c: ApiContext): Reach {
  return actorOf(c).permissions.reach;
}

export function addressOf(c: ApiContext): string {
  return c.env?.address ?? "";
}
