/** Every `$ref` in `document` that leads nowhere. */
export function brokenRefs(document: unknown): string[] {
  const broken: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "$ref" && typeof value === "string" && resolve(document, value) === undefined)
        broken.push(value);
      visit(value);
    }
  };
  visit(document);
  return broken;
}

function resolve(document: unknown, ref: string): unknown {
  let node = document;
  for (const step of ref.replace(/^#\//, "").split("/")) {
    node = (node as Record<string, unknown> | undefined)?.[step];
  }
  return ref.startsWith("#/") ? node : undefined;
}
