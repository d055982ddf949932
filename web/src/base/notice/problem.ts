// A failure as a sentence for a person, in the language in use.

import type { TFunction } from "i18next";
import { ApiError } from "../../call.ts";
import { EditDropped } from "../../edit/conflict.ts";

/** The server's own sentence where it gave one; ours where the server was not reached. */
export function problemText(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiError)) return t("problem.unknown");
  if (error instanceof EditDropped) return t("conflict.notSaved");
  if (error.status === 0) return t("problem.network");
  return error.detail || t("problem.unknown");
}

/** The messages about single fields of the body that was sent, by their path. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.errors.map((one) => [one.path.replace(/^\/|^\$\./, ""), one.message]));
}
