// Unsaved changes are not lost by a click: in-app links ask first, closing the tab asks the browser's way.

import { createContext, useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../confirm.tsx";
import { holdNavigation, type Navigation } from "./navigation-guard.ts";

/** Whoever has to know that something in it is not saved. */
export const DirtyContext = createContext<((isDirty: boolean) => void) | undefined>(undefined);

/** Tells whoever holds a form that something in it is not saved. */
export function useDirty(isDirty: boolean): void {
  const tell = useContext(DirtyContext);
  useEffect(() => {
    tell?.(isDirty);
    return () => tell?.(false);
  }, [isDirty, tell]);
}

interface LeaveGuardProps {
  /** What is typed differs from what the form was filled from. */
  readonly isDirty: boolean;
  /** While it is under way nobody is asked; what is typed is no longer needed only when it has succeeded. */
  readonly save?: { readonly isPending: boolean; readonly isSuccess: boolean };
}

/** Shows the question; render it in the page whose changes are guarded. */
export function LeaveGuard({ isDirty, save }: LeaveGuardProps) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<Navigation | undefined>(undefined);
  useDirty(isDirty && !save?.isSuccess);
  const isGuarded = isDirty && !save?.isPending;
  useEffect(() => {
    if (!isGuarded) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const letGo = holdNavigation((go) => setPending(() => go));
    window.addEventListener("beforeunload", onUnload);
    return () => {
      letGo();
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [isGuarded]);
  return (
    <Confirm
      isOpen={pending !== undefined}
      title={t("confirm.leaveTitle")}
      text={t("confirm.leaveText")}
      confirmLabel={t("confirm.leaveYes")}
      isDanger
      onClose={() => setPending(undefined)}
      onConfirm={() => {
        holdNavigation(undefined);
        pending?.();
        setPending(undefined);
      }}
    />
  );
}
