// Who calls: the roles, the actor behind a request, and what every request carries with it.

import { type Context, Hono } from "hono";
import type { Language } from "../spine/error.ts";
import { AppError } from "../spine/error.ts";
import type { Answers } from "./answer/answers.ts";

/** Weakest first: a role may do all that the ones before it may. */
export const ROLES = ["viewer", "operator", "developer", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** A signed-in person. */
export interface Actor {
  readonly userId: number;
  readonly username: string;
  readonly role: Role;
  readonly language: Language;
  /** Address the request came from, without port; empty when unknown. */
  readonly address: string;
  /** True until the first password was replaced; such an actor reaches only `signed-in` routes. */
  readonly mustChangePassword: boolean;
}

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
  /** The API asks itself, to answer a request that was let in. */
  readonly isRepeat?: boolean;
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
  /** Asks again whether the caller may still be here, without counting as activity. */
  isStillSignedIn: () => Promise<boolean>;
  desk: Desk | undefined;
}

export type ApiEnv = { Bindings: ApiBindings; Variables: ApiVariables };
export type ApiContext = Context<ApiEnv>;
export type Router = Hono<ApiEnv>;

/** A sub-app of one room, to be mounted by app.ts. */
export function makeRouter(): Router {
  return new Hono<ApiEnv>();
}

export function hasRole(actor: Actor, needed: Role): boolean {
  return ROLES.indexOf(actor.role) >= ROLES.indexOf(needed);
}

/** The caller of a route that is not open to anyone. Throws AppError `unauthenticated` when there is none. */
export function actorOf(c: ApiContext): Actor {
  const actor = c.get("actor");
  if (actor === undefined) throw new AppError("unauthenticated");
  return actor;
}

export function addressOf(c: ApiContext): string {
  return c.env?.address ?? "";
}
