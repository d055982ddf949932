// The ways in which this device can log in: by its secret in each dialect, by its tokens and user names.

import type { Credentials, Login, LoginDialect } from "../../contract.ts";
import type { OtherLogin } from "../credentials/credential-calls.ts";

export interface Way {
  /** Unique in the list. */
  readonly value: string;
  /** In which form it reports. */
  readonly dialect: LoginDialect;
  readonly login: Login;
  /** Of a token or user name. */
  readonly other: OtherLogin | undefined;
}

const DIALECTS: readonly LoginDialect[] = ["plain", "alink", "onenet", "thingsboard", "jetlinks", "yudao"];

/** `allowed` are the dialects of the product; null: all. */
export function waysOf(
  credentials: Credentials & { readonly others: readonly OtherLogin[] },
  allowed: readonly string[] | null,
): Way[] {
  const isAllowed = (dialect: LoginDialect) => allowed === null || allowed.includes(dialect);
  const bySecret = DIALECTS.filter(isAllowed).flatMap((dialect): Way[] => {
    const login = credentials.mqtt[dialect];
    return login === null ? [] : [{ value: dialect, dialect, login, other: undefined }];
  });
  const home = DIALECTS.find(isAllowed) ?? "plain";
  const byOthers = credentials.others.flatMap((other): Way[] => {
    if (other.kind === "token" && !isAllowed("thingsboard")) return [];
    const dialect = other.kind === "token" ? "thingsboard" : home;
    return [{ value: `${other.kind} ${other.id}`, dialect, login: other.login, other }];
  });
  return [...bySecret, ...byOthers];
}
