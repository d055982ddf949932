import * as v from "valibot";
import type { DecodeContext, Decoded, RouteDevice } from "../../../src/codec/dialect.ts";
import { mappedRoute } from "../../../src/codec/plain/mapped.ts";
import { type Mapping, MappingSchema } from "../../../src/spine/mapping.ts";
import type { NodeType } from "../../../src/spine/model.ts";
import { makeContext } from "../context.ts";

export function mappingOf(rows: readonly unknown[], isShared = false): Mapping {
  return v.parse(MappingSchema, { isShared, rows });
}

export function deviceOf(mapping: Mapping, nodeType: NodeType = "direct"): RouteDevice {
  return { productKey: "pk", deviceName: "dn", product: { nodeType, mapping } };
}

/** What a device `pk/dn` with these rows makes of a message; a failure where it has no route. */
export function decodeMapped(
  rows: readonly unknown[],
  { topic, payload, context }: { topic: string; payload: unknown; context?: DecodeContext },
): Decoded {
  const found = mappedRoute(topic, deviceOf(mappingOf(rows), "gateway"));
  if (found === undefined || "code" in found) throw new Error(`no route: ${JSON.stringify(found)}`);
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const bytes = payload instanceof Uint8Array ? payload : new TextEncoder().encode(text);
  return found.route.decode(bytes, context ?? makeContext("plain", ["c1"]));
}

/** Property -> value, of all devices. */
export function valuesOf({ events }: Decoded): Record<string, unknown> {
  const points = events.flatMap((event) => (event.kind === "property" ? event.points : []));
  return Object.fromEntries(points.map(({ property, value }) => [property, value]));
}

export function codesOf(failures: readonly { code: string }[]): string[] {
  return failures.map(({ code }) => code);
}
