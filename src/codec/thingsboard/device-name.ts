// Device names as ThingsBoard allows them (`Device A`, `温度计`), written in the characters that ours may have.

const encoder = new TextEncoder();

/** Every byte outside our set, and `@` itself, becomes `@` and two hex digits; what has none of them stays as it is. */
export function toDeviceName(name: string): string {
  return name.replace(/[^A-Za-z0-9_\-.:]/gu, (char) =>
    [...encoder.encode(char)].map((byte) => `@${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
