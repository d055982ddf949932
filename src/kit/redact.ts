/** Field names whose values are never shown; `productKey` and the like are names, not secrets. */
const SECRET_NAME =
  /(password|passwd|secret|token|credential|credentials|privatekey|private_key|accesskey|access_key|authorization|cookie)$/i;

export const MASK = "***";

/** A copy of a JSON-like value in which every field that is named like a secret is masked, at any depth. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, redactField(name, field)]));
}

/** Whether a secret was absent or empty is no secret, and often the point. */
function redactField(name: string, field: unknown): unknown {
  if (!SECRET_NAME.test(name)) return redact(field);
  return field === undefined || field === null || field === "" || typeof field === "boolean" ? field : MASK;
}
