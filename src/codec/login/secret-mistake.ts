// The mistakes that are made with a secret whatever is done with it afterwards: tried one after the other until one
// explains what was received.

import type { ErrorParams } from "../../spine/error.ts";
import type { DeviceSecrets } from "../dialect.ts";

/** White space that editors, shells and config files leave behind. */
const ENDS = ["\n", "\r\n", " ", "\t", "\0"] as const;

/**
 * Which mistake makes `isMadeWith` true for a secret that is not the device's; undefined when none does. A test may be
 * dear (an HMAC), and there are about a dozen.
 */
export function findSecretMistake(
  { deviceSecret, productSecret }: DeviceSecrets,
  isMadeWith: (secret: string) => boolean,
): ErrorParams | undefined {
  if (isMadeWith(productSecret)) return { cause: "@cause_product_secret" };
  return findSpelling(deviceSecret, isMadeWith);
}

/** The same for one secret: how it may have been spelled instead. */
export function findSpelling(
  secret: string,
  isMadeWith: (secret: string) => boolean,
): ErrorParams | undefined {
  if (ENDS.some((end) => isMadeWith(secret + end)) || isMadeWith(` ${secret}`))
    return { cause: "@cause_white_space" };
  if ([`"${secret}"`, `'${secret}'`].some(isMadeWith)) return { cause: "@cause_quotes" };
  if (isMadeWith("")) return { cause: "@cause_empty_secret" };
  const cases = [secret.toUpperCase(), secret.toLowerCase()].filter((other) => other !== secret);
  if (cases.some(isMadeWith)) return { cause: "@cause_letter_case" };
  if (isMadeWith(secret.slice(0, -1)) || isMadeWith(secret.slice(1))) return { cause: "@cause_cut_secret" };
  return undefined;
}
