// Short notices at the edge of the screen.

import { notifications } from "@mantine/notifications";
import i18next, { type TFunction } from "i18next";
import { ApiError } from "../call.ts";
import { EditDropped } from "../edit/conflict.ts";
import { problemText } from "./notice/problem.ts";

/** The button that closes a notice needs a name for those who cannot see its cross. */
const closeButtonProps = () => ({ "aria-label": i18next.t("word.close") });

export function toastDone(message: string): void {
  notifications.show({ message, color: "teal", withBorder: true, closeButtonProps: closeButtonProps() });
}

export function toastProblem(error: unknown, t: TFunction): void {
  // Who chose it knows.
  if (error instanceof EditDropped) return;
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  notifications.show({
    title: t("problem.title"),
    message: requestId ? `${problemText(error, t)} (${requestId})` : problemText(error, t),
    color: "red",
    withBorder: true,
    autoClose: 10_000,
    closeButtonProps: closeButtonProps(),
  });
}
