// Short notices at the edge of the screen.

import { notifications } from "@mantine/notifications";
import type { TFunction } from "i18next";
import { ApiError } from "../api.ts";
import { problemText } from "./problem.ts";

export function toastDone(message: string): void {
  notifications.show({ message, color: "teal", withBorder: true });
}

export function toastProblem(error: unknown, t: TFunction): void {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  notifications.show({
    title: t("problem.title"),
    message: requestId ? `${problemText(error, t)} (${requestId})` : problemText(error, t),
    color: "red",
    withBorder: true,
    autoClose: 10_000,
  });
}
