// Answers that are kept, for requests that are sent again: what http asks of whoever keeps them.

/** One request as its caller named it. */
export interface RequestSlot {
  /** Who asks: the same key of another caller is another request. */
  readonly caller: string;
  readonly key: string;
  /** Hash of method, path and body: under one key only the same request may be sent again. */
  readonly print: string;
}

export interface KeptAnswer {
  readonly status: number;
  /** Media type of `body`; undefined without a body. */
  readonly media: string | undefined;
  readonly body: string;
}

export type Begun =
  | { readonly kind: "new" }
  | { readonly kind: "kept"; readonly answer: KeptAnswer }
  /** It is being carried out just now. */
  | { readonly kind: "running" }
  /** It was begun, and nobody knows how it ended: the process died, or the answer was too large to keep. */
  | { readonly kind: "unknown" }
  /** The key was used for something else. */
  | { readonly kind: "other" };

/** The port through which http remembers answers. */
export interface Answers {
  begin(slot: RequestSlot): Begun;
  /** The request succeeded. */
  keep(slot: RequestSlot, answer: KeptAnswer): void;
  /** The request succeeded, and its answer may be kept nowhere: sent again, it is said to be unknown. */
  forget(slot: RequestSlot): void;
  /** The request failed, so that it may be sent anew. */
  drop(slot: RequestSlot): void;
}
