// Which of a file's stored forms a client takes (RFC 9110 §12.5.3).

export type Encoding = "br" | "gzip" | "identity";

/** The first of `stored` (best first) that the header allows; `identity` when nothing else is. */
export function chooseEncoding(header: string | undefined, stored: readonly Encoding[]): Encoding {
  const weights = new Map<string, number>();
  for (const part of (header ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    if (name !== "") weights.set(name, quality === undefined ? 1 : Number(quality.slice(2)));
  }
  const allowed = (name: Encoding) =>
    (weights.get(name) ?? (name === "identity" ? 1 : (weights.get("*") ?? 0))) > 0;
  return stored.find(allowed) ?? "identity";
}
