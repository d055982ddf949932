// Unsaved changes are not lost by a click: in-app links ask first, closing the tab asks the browser's way.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../confirm.tsx";
import { holdNavigation, type Navigation } from "./navigation-guard.ts";

/** Shows the question; render it in the page whose changes are guarded. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<Navigation | undefined>(undefined);
  useEffect(() => {
    if (!isDirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const letGo = holdNavigation((go) => setPending(() => go));
    window.addEventListener("beforeunload", onUnload);
    return () => {
      letGo();
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [isDirty]);
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
