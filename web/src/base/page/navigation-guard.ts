// Holds going elsewhere back while a page has unsaved changes; leave-guard.tsx asks.

import type { AroundNavHandler } from "wouter";

export type Navigation = () => void;
let hold: ((go: Navigation) => void) | undefined;

/** From now on `ask` is given every navigation and decides when it happens; returns what lets all of them pass again. */
export function holdNavigation(ask: ((go: Navigation) => void) | undefined): () => void {
  hold = ask;
  return () => {
    hold = undefined;
  };
}

/** Given to the router. */
export const guardNavigation: AroundNavHandler = (navigate, to, options) => {
  const go = () => navigate(to, options);
  if (hold === undefined) go();
  else hold(go);
};
