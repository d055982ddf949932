// Which calls the API has: paths as they are written, held against the API document.

import type { Json, Routes } from "./api.gen.ts";

/** `/jobs/${number}/pause` as the document's shape has it: `/jobs/{}/pause`. */
type Shape<P extends string> = P extends `${infer Head}/${infer Rest}`
  ? `${Part<Head>}/${Shape<Rest>}`
  : Part<P>;
type Part<P extends string> = string extends P ? "{}" : `${number}` extends P ? "{}" : P;

type Route<P extends string, M extends string> = P extends string
  ? Shape<P> extends keyof Routes
    ? M extends keyof Routes[Shape<P>]
      ? Routes[Shape<P>][M]
      : never
    : never
  : never;

/** The path itself where the API has it with this method; anything else is no path. */
export type Path<P extends string, M extends string> = [Route<P, M>] extends [never] ? never : P;
/** What a call answers. */
export type Answer<P extends string, M extends string> = Route<P, M> extends { answer: infer A } ? A : never;
/** What a call sends. */
export type Sent<P extends string, M extends string> =
  Route<P, M> extends { body: infer B } ? Given<B> : never;

/** Lists may be read-only, and what may be left out may be undefined: neither is seen in JSON. */
type Given<T> = Json extends T
  ? unknown
  : Record<string, Json> extends T
    ? object
    : T extends readonly unknown[]
      ? { readonly [K in keyof T]: Given<T[K]> }
      : string extends keyof T
        ? { readonly [K in keyof T]: Given<T[K]> }
        : T extends object
          ? { readonly [K in keyof T as Optional<T, K> extends true ? never : K]: Given<T[K]> } & {
              readonly [K in keyof T as Optional<T, K> extends true ? K : never]?: Given<T[K]> | undefined;
            }
          : T;
type Optional<T, K extends keyof T> = Record<never, never> extends Pick<T, K> ? true : false;
