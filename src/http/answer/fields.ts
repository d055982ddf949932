// `?fields=a,b`: only what the caller asked for of a JSON answer, or of each item of a page.

import type { GenericSchema } from "valibot";
import type { ApiContext } from "../actor.ts";
import { InvalidRequest } from "../problem.ts";

const FIELDS_MAX = 50;
const NAME = /^[A-Za-z_]\w{0,63}$/;

/** What may be asked for; undefined where the schema does not list it. */
export interface Selectable {
  readonly names: ReadonlySet<string> | undefined;
  /** The answer is a page: what is selected is of its items. */
  readonly isPage: boolean;
}

/** What of an answer of `schema` may be selected; undefined of an answer that is no object. */
export function selectableOf(schema: GenericSchema): Selectable | undefined {
  const entries = entriesOf(schema);
  if (entries === undefined) return undefined;
  const items = entries.get("items");
  if (items === undefined) return { names: new Set(entries.keys()), isPage: false };
  const item = "item" in items ? entriesOf(items.item as GenericSchema) : undefined;
  return { names: item && new Set(item.keys()), isPage: true };
}

/** The fields that the request names, in its order; undefined without any. Throws InvalidRequest for an unknown one. */
export function fieldsOf(c: ApiContext, { names }: Selectable): readonly string[] | undefined {
  const text = c.req.query("fields");
  if (text === undefined) return undefined;
  const wanted = [...new Set(text.split(",").map((name) => name.trim()))];
  const isKnown = (name: string) => NAME.test(name) && (names?.has(name) ?? true);
  if (wanted.length <= FIELDS_MAX && wanted.every(isKnown)) return wanted;
  const known = names === undefined ? "" : `; known are ${[...names].join(", ")}`;
  throw new InvalidRequest([{ path: "fields", message: `must be names with commas between them${known}` }]);
}

/** The answer with only `fields`. */
export async function narrow(
  response: Response,
  fields: readonly string[],
  isPage: boolean,
): Promise<Response> {
  const whole = (await response.json()) as Record<string, unknown>;
  const narrowed = isPage
    ? { ...whole, items: (whole.items as Record<string, unknown>[]).map((item) => pick(item, fields)) }
    : pick(whole, fields);
  return new Response(JSON.stringify(narrowed), { status: response.status, headers: response.headers });
}

function pick(whole: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.filter((name) => Object.hasOwn(whole, name)).map((name) => [name, whole[name]]),
  );
}

/** The entries of an object, or of all objects that a union may be. */
function entriesOf(schema: GenericSchema): ReadonlyMap<string, GenericSchema> | undefined {
  if ("entries" in schema) return new Map(Object.entries(schema.entries as Record<string, GenericSchema>));
  if (!("options" in schema) || !Array.isArray(schema.options)) return undefined;
  const parts = (schema.options as unknown[]).map((option) =>
    typeof option === "object" && option !== null ? entriesOf(option as GenericSchema) : undefined,
  );
  if (parts.some((part) => part === undefined)) return undefined;
  return new Map(parts.flatMap((part) => [...(part ?? [])]));
}
