import type { DialectRoute } from "../../src/codec/dialect.ts";

/** What the placeholders of the tables stand for here; any other is `1`. */
const VALUES: Readonly<Record<string, string>> = {
  productKey: "pk",
  deviceName: "dn",
  property: "temp",
  event: "over",
  childKey: "sub",
  childName: "c1",
};

export function fillNames(text: string): string {
  return text.replace(/\{([a-z]\w*)\}/gi, (_, name: string) => VALUES[name] ?? "1");
}

/** An example's bytes: `\xNN` stands for a byte that is no text. */
export function exampleOf({ example }: DialectRoute): Uint8Array {
  const text = fillNames(example).replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return new TextEncoder().encode(text);
}
