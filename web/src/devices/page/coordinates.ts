// Latitude and longitude as text, and text as both.

/** Degrees with six digits are a hand's breadth: more says nothing. */
const DIGITS = 6;

export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

function degreesText(degrees: number): string {
  return String(Number(degrees.toFixed(DIGITS)));
}

/** `31.2304, 121.4737`; "" where one of them is missing. */
export function coordinatesText(
  latitude: number | null | undefined,
  longitude: number | null | undefined,
): string {
  if (typeof latitude !== "number" || typeof longitude !== "number") return "";
  return `${degreesText(latitude)}, ${degreesText(longitude)}`;
}

/** RFC 5870; a phone or a desktop with a map opens it, also without the internet. */
export function geoHref({ latitude, longitude }: Coordinates): string {
  return `geo:${degreesText(latitude)},${degreesText(longitude)}`;
}

/** Degrees as typed; undefined for what is none within ±`most`. */
export function parseDegrees(text: string, most: number): number | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?\d{1,3}([.,]\d+)?$/.test(trimmed)) return undefined;
  const degrees = Number(trimmed.replace(",", "."));
  return Math.abs(degrees) <= most ? degrees : undefined;
}

/** Two numbers as maps copy them: `31.2304, 121.4737`, also `geo:31.2304,121.4737`. */
export function parseCoordinates(text: string): Coordinates | undefined {
  const found = /^\s*(?:geo:)?([+-]?\d{1,2}(?:\.\d+)?)\s*[,，;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  const latitude = parseDegrees(found?.[1] ?? "", 90);
  const longitude = parseDegrees(found?.[2] ?? "", 180);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}
