// The password that was typed to sign in, where the next step is to replace it: nobody types the first one twice.

let typed: string | undefined;

/** Kept in memory until the page is left or a password is set; undefined forgets it. */
export function keepTypedPassword(password: string | undefined): void {
  typed = password;
}

export function typedPassword(): string | undefined {
  return typed;
}
