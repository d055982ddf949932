// Passwords: what is accepted, how they are kept, and that checking one says nothing by its duration.

import { makeSemaphore } from "../kit/semaphore.ts";
import { AppError } from "../spine/error.ts";

/** argon2 reads all of it; a longer one would only be work for us. */
export const LENGTH_MAX = 128;
const DISTINCT_MIN = 4;

/** Of the well-known lists, what is long enough to pass the length; compared in lower case. */
const COMMON = new Set(
  `0123456789 1234567890 12345678910 123456789a 1q2w3e4r5t 1qaz2wsx3edc 1qazxsw23edc 9876543210 abcd123456
  abcdefghij a123456789 administrator admin12345 admin123456 admin@1234 asdfghjkl; changeme123 football123
  gantry12345 iloveyou123 letmein1234 liverpool1 manchester michelle123 mypassword123 p@ssw0rd123 p@ssword123
  passw0rd123 password01 password10 password11 password12 password123 password1234 password12345 password123456
  password@123 q1w2e3r4t5 qazwsxedcrfv qwer123456 qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop123
  superadmin123 test123456 welcome123 welcome1234 woaini1314 zxcvbnm123`.split(/\s+/),
);

/** OWASP's argon2id setting with the least memory: 19 MiB, two passes; about 30 ms on the reference machine. */
const HASHING = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

/** Hash of a random text that was thrown away: what an unknown user's password is checked against. */
const NOBODY_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$vabDlDdwPFE5APN1Xpnsf0TF1iGyFMwTmk8bbOQKGDQ$EzjezdSmC8HfdmhgtJEHovAzIpt6rC5bCs/hfF/syoM";

/** What a password has to have; the rest is asked of every one. */
export interface PasswordShape {
  readonly lengthMin: number;
  /** Of small letters, capital letters, digits and anything else, so many kinds; 0: any. */
  readonly kindsMin: number;
}

const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u];

/** Throws AppError `weak_password`, `password_too_plain`, `password_is_username` or `password_too_common`. */
export function requireGoodPassword(
  password: string,
  usernameKey: string,
  { lengthMin, kindsMin }: PasswordShape,
): void {
  if ([...password].length < lengthMin) throw new AppError("weak_password", { min: lengthMin });
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  if (kinds < kindsMin) throw new AppError("password_too_plain", { min: kindsMin });
  const lower = password.toLowerCase();
  if (lower === usernameKey) throw new AppError("password_is_username");
  if (COMMON.has(lower) || new Set(lower).size < DISTINCT_MIN) throw new AppError("password_too_common");
}

/** Each hash takes 19 MiB and a core for its duration: a flood of sign-ins must not take all of them. */
const AT_ONCE = 2;
const WAITING_MAX = 32;

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** True when `password` is the one behind `hash`; without a hash, or an empty one, it takes as long and is false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

/** Throws AppError `rate_limited` from its calls when too many wait already. */
export function makePasswordHasher(): PasswordHasher {
  const slots = makeSemaphore(AT_ONCE, WAITING_MAX);
  const limited = async <T>(fn: () => Promise<T>): Promise<T> => {
    const outcome = await slots.run(fn);
    if (!outcome.isRun) throw new AppError("rate_limited", { retryAfterS: 1 });
    return outcome.value;
  };
  return {
    hash: (password) => limited(() => Bun.password.hash(password, HASHING)),
    async verify(password, hash) {
      const isSame = await limited(() => Bun.password.verify(password, hash || NOBODY_HASH));
      return isSame && hash !== undefined && hash !== "";
    },
  };
}
