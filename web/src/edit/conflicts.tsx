// The place of the question who edited the same; what asks is loaded with the first one.

import { Suspense, useEffect, useState } from "react";
import { late } from "../late.ts";
import { openConflict, useConflict } from "./conflict.ts";

const ConflictDialog = late(async () => (await import("./conflict-dialog.tsx")).ConflictDialog);

/** Once in the whole app, before all pages: so Escape leads back to the form, and does not close that, too. */
export function Conflicts() {
  const asked = useConflict();
  const [isNeeded, setIsNeeded] = useState(false);
  if (asked !== undefined && !isNeeded) setIsNeeded(true);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const open = openConflict();
      if (event.key !== "Escape" || open === undefined) return;
      event.stopImmediatePropagation();
      open.answer("back");
    };
    // Heard before the dialogs beneath hear it: they are made later.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
  if (!isNeeded) return null;
  return (
    <Suspense fallback={null}>
      <ConflictDialog />
    </Suspense>
  );
}
