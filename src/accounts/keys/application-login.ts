// People and applications at protocols that know one user name and one password.

import { AppError, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { SignIn } from "../sign-in.ts";
import type { ApiKeys } from "./keys.ts";

export type Application =
  | { readonly kind: "user"; readonly name: string; readonly role: string }
  | { readonly kind: "key"; readonly name: string };

export interface ApplicationAttempt {
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  /** Without the port. */
  readonly address: string;
}

/** Undefined when the name is neither a key's (id or name) nor a user's. */
export type LogInApplication = (
  attempt: ApplicationAttempt,
) => Promise<Result<Application, Failure> | undefined>;

export interface ApplicationLoginDeps {
  readonly keys: Pick<ApiKeys, "find" | "check">;
  readonly signIn: Pick<SignIn, "has" | "verify">;
}

export function makeApplicationLogin({ keys, signIn }: ApplicationLoginDeps): LogInApplication {
  return async ({ username, password, address }) => {
    if (username === undefined || username === "" || password === undefined) return undefined;
    const key = keys.find(username);
    const checked = key && keys.check(key, password, address);
    if (checked?.ok) return ok({ kind: "key", name: checked.value.keyId });
    // A device with a wrong name must not cost a password hash, so strangers are told apart before it.
    if (!signIn.has(username)) return checked && err(checked.error);
    return asUser(signIn, { username, password: Buffer.from(password).toString(), address });
  };
}

async function asUser(
  signIn: ApplicationLoginDeps["signIn"],
  attempt: { username: string; password: string; address: string },
): Promise<Result<Application, Failure>> {
  try {
    const user = await signIn.verify(attempt);
    if (user.mustChangePassword) return err(failure("password_change_required"));
    return ok({ kind: "user", name: user.username, role: user.role });
  } catch (cause) {
    if (cause instanceof AppError) return err(failure(cause.code, cause.params));
    throw cause;
  }
}
