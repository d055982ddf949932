// Why a device is in its state, in words; an unknown code is shown as it is.

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { en } from "../locales/en-reason.ts";

type Reason = keyof typeof en;

export function reasonText(reason: string | null | undefined, t: TFunction): string {
  if (!reason) return "–";
  return Object.hasOwn(en, reason) ? t(`reason.${reason as Reason}`) : reason;
}

export function ReasonText({ reason }: { reason: string | null | undefined }) {
  const { t } = useTranslation();
  return <>{reasonText(reason, t)}</>;
}
