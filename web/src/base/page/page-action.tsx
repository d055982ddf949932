// The button that makes something new stands in the page's heading, wherever in the page its list and form are.

import { createContext, type ReactNode, useContext } from "react";
import { createPortal } from "react-dom";

/** The heading's place for buttons; null until the page is drawn. */
export const ActionPlace = createContext<HTMLElement | null>(null);

export function PageAction({ children }: { children: ReactNode }) {
  const place = useContext(ActionPlace);
  return place && createPortal(children, place);
}
