// Edits that rest on what was read: nobody's change is overwritten unseen, and none is given up without asking.

import { ApiError, type Query, send } from "../call.ts";
import { askConflict, EditDropped, type Trace } from "./conflict.ts";
import { differences, isSame } from "./difference.ts";
import {
  EDITS,
  type EditName,
  LONE_EDITS,
  type LoneEditName,
  type LoneSaved,
  type LoneWritten,
  pathWith,
  type Saved,
  type Written,
} from "./edits.ts";
import { etagOf, noteEtag } from "./etag.ts";

/** One field is set to what the click says, whatever it was before: switching something on, a new password. */
export const ONE_FIELD = Symbol("one field");

export interface Edit<B extends object, W = unknown> {
  /** Parameters of the path, in its order. */
  readonly at?: readonly (string | number)[];
  /** What the form was filled from: the very object that was read. */
  readonly basis: B | typeof ONE_FIELD;
  /** What is sent; of one part of a whole, the whole with it, made from how the whole is. */
  readonly body: W | ((whole: B) => W);
  /**
   * That of the whole which the form is about: where others changed only the rest of it, nothing of theirs is
   * overwritten. Default: the fields that are sent of a PATCH, all of a PUT.
   */
  readonly part?: (whole: B) => unknown;
  /** The thing as it is now; undefined when it is gone. Default: what a GET of the path gives. */
  readonly readNow?: () => Promise<B | undefined>;
}

/** So often what others did elsewhere is let pass, before somebody is asked after all. */
const REBASES = 3;

/**
 * Sends an edit with the ETag of what it rests on. Asks where another has changed or deleted that meanwhile.
 * Throws ApiError; EditDropped where the answer was not to save.
 */
export async function edit<const N extends EditName, B extends object>(
  name: N,
  one: Edit<B, Written<N>>,
): Promise<Saved<N>> {
  const { method, path: pattern } = EDITS[name];
  const path = pathWith(pattern, one.at ?? []);
  if (one.basis === ONE_FIELD) {
    if (typeof one.body === "function" || Object.keys(one.body as object).length !== 1)
      throw new Error(`${name}: more than one field needs a basis`);
    return write(method, path, { body: one.body });
  }
  let basis = one.basis;
  for (let attempt = 1; ; attempt += 1) {
    const ifMatch = etagOf(basis);
    if (ifMatch === undefined) throw new Error(`${name}: its basis was not read with an ETag`);
    const body = bodyOf(one, basis);
    try {
      return await write(method, path, { body, ifMatch });
    } catch (error) {
      const read = one.readNow ?? (() => write<B>("GET", path, {}));
      const now = await theirsAfter(error, read);
      if (now === undefined || !isUntouched({ name, one, basis, now, body }) || attempt > REBASES)
        await askAbout(error as ApiError, { name, one, basis, now, body });
      // Without `now` the answer was not to save.
      basis = now as B;
    }
  }
}

/** What an edit would do, of one that tells so for `dryRun`; nothing is saved. Throws ApiError. */
export function planEdit<const N extends EditName>(
  name: N,
  { at, body }: { readonly at: readonly (string | number)[]; readonly body: Written<N> },
): Promise<Saved<N>> {
  const { method, path } = EDITS[name];
  return write(method, pathWith(path, at), { body, query: { dryRun: true } });
}

/** An edit that rests on nothing. Throws ApiError. */
export function editAlone<const N extends LoneEditName>(
  name: N,
  body: LoneWritten<N>,
): Promise<LoneSaved<N>> {
  const { method, path } = LONE_EDITS[name];
  return write(method, path, { body });
}

function bodyOf<B extends object>({ body }: Edit<B>, whole: B): object {
  return (typeof body === "function" ? body(whole) : body) as object;
}

/** Sends, or reads. */
async function write<T>(
  method: string,
  path: string,
  options: { body?: unknown; query?: Query; ifMatch?: string },
): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const answer = (await response.json()) as T;
  noteEtag(answer, response.headers.get("etag"));
  return answer;
}

/** What is there now, where that is why an edit failed; else the failure is thrown on. */
async function theirsAfter<B>(error: unknown, read: () => Promise<B | undefined>): Promise<B | undefined> {
  if (!(error instanceof ApiError) || (error.status !== 412 && error.status !== 404)) throw error;
  let now: B | undefined;
  try {
    now = await read();
  } catch (gone) {
    if (!(gone instanceof ApiError) || gone.status !== 404) throw gone;
  }
  // The thing is there: what is missing is something that it names.
  if (error.status === 404 && now !== undefined) throw error;
  return now;
}

interface Meeting<B extends object> {
  readonly name: EditName;
  readonly one: Edit<B>;
  readonly basis: B;
  /** Undefined: deleted. */
  readonly now: B | undefined;
  readonly body: object;
}

function partOf<B extends object>({ name, one, body }: Meeting<B>, whole: B): unknown {
  if (one.part !== undefined) return one.part(whole);
  if (EDITS[name].method === "PUT") return whole;
  return Object.fromEntries(Object.keys(body).map((field) => [field, Reflect.get(whole, field)]));
}

function isUntouched<B extends object>(meeting: Meeting<B>): boolean {
  const { basis, now } = meeting;
  return now !== undefined && isSame(partOf(meeting, basis), partOf(meeting, now));
}

/** Returns only where the answer is to overwrite. */
async function askAbout<B extends object>(error: ApiError, meeting: Meeting<B>): Promise<void> {
  const { name, one, basis, now } = meeting;
  const choice = await askConflict({
    ...{ edit: name, names: namesOf(one, basis), isDeleted: now === undefined },
    differences: now === undefined ? [] : differences(partOf(meeting, basis), partOf(meeting, now)),
    trace: now === undefined ? undefined : traceIn(now),
  });
  if (choice === "mine" && now !== undefined) return;
  throw new EditDropped(choice === "theirs" ? "theirs" : "back", error);
}

function namesOf({ at = [] }: Pick<Edit<object>, "at">, basis: object): readonly string[] {
  const named = ["path", "name", "username"].map((field): unknown => Reflect.get(basis, field));
  const settings: unknown = Reflect.get(basis, "settings");
  if (typeof settings === "object" && settings !== null) named.push(Reflect.get(settings, "name"));
  const words = named.filter((word): word is string => typeof word === "string");
  return [...new Set([at.join("/"), ...words, ...words.map((word) => `${at.join(" ")} ${word}`)])];
}

function traceIn(now: object): Trace | undefined {
  const [actor, at]: unknown[] = [Reflect.get(now, "actor"), Reflect.get(now, "updatedAt")];
  return typeof actor === "string" && typeof at === "number" ? { actor, at } : undefined;
}
