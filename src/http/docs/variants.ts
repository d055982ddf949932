// Shapes that differ in what is sent and what is answered: `Product` and `ProductInput`.

import type { OpenAPIV3_1 } from "openapi-types";

/** Ends the name of a shape as it is sent. */
export const SENT = "Input";
const REFERENCE = /"#\/components\/schemas\/(\w+)"/g;

/** The document in which a shape that is sent as it is answered, or only sent, has its plain name. */
export function joinVariants(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const { components = {}, ...rest } = document;
  const schemas = Object.entries(components.schemas ?? {});
  const texts = new Map(schemas.map(([name, schema]) => [name, JSON.stringify(schema)]));
  const joined = joinable(texts);
  const kept = schemas.flatMap(([name, schema]): [string, typeof schema][] => {
    const plain = joined.get(name);
    if (plain === undefined) return [[name, schema]];
    return texts.has(plain) ? [] : [[plain, schema]];
  });
  const whole = { ...rest, components: { ...components, schemas: Object.fromEntries(kept) } };
  return JSON.parse(renamed(JSON.stringify(whole), joined)) as OpenAPIV3_1.Document;
}

/** Names with the suffix to those without. A shape that differs parts all that refer to it from theirs. */
function joinable(texts: ReadonlyMap<string, string>): Map<string, string> {
  const joined = new Map(
    [...texts.keys()]
      .filter((name) => name.endsWith(SENT))
      .map((name) => [name, name.slice(0, -SENT.length)]),
  );
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const [sent, plain] of joined) {
      const answered = texts.get(plain);
      if (answered === undefined || renamed(texts.get(sent) ?? "", joined) === renamed(answered, joined))
        continue;
      joined.delete(sent);
      isStable = false;
    }
  }
  return joined;
}

function renamed(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (whole, name: string) => {
    const to = names.get(name);
    return to === undefined ? whole : `"#/components/schemas/${to}"`;
  });
}
