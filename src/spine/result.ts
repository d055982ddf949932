// Expected failures as values: what a room's door and the device path return instead of throwing.
// Owns: the Result type and its two makers.
// Promises: a failure names its code, so the compiler lists the cases.
// Must never: carry a bug; bugs are asserted.

export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
