import { version } from "../../package.json";

/** Version of the product; the commit stands behind it where the build knew it. */
export const VERSION: string = version;
export const COMMIT: string = process.env.GANTRY_COMMIT ?? "";

/** `0.1.0 (4f2a…)`, or only the version. */
export function describeVersion(): string {
  return COMMIT === "" ? VERSION : `${VERSION} (${COMMIT})`;
}
