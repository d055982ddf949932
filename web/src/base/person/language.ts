// The language is the account's where it has one: the server writes its sentences in that one, too.

import { api } from "../../api.ts";
import { setUiLanguage, type UiLanguage, uiLanguage } from "../../i18n.ts";
import { queries, queryClient } from "../../queries.ts";

/** Set when someone chose before signing in: that choice is newer than the account's. */
let isChosenBefore = false;

async function saveToAccount(language: UiLanguage): Promise<void> {
  queryClient.setQueryData(queries.session().queryKey, (user) => (user ? { ...user, language } : user));
  await api.setLanguage(language).catch(() => undefined);
}

export async function chooseLanguage(language: UiLanguage): Promise<void> {
  await setUiLanguage(language);
  if (queryClient.getQueryData(queries.session().queryKey)) await saveToAccount(language);
  else isChosenBefore = true;
  // What the server wrote (refusals, topics) comes again in the new language.
  await queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
}

/** Called when someone is signed in; `language` is the account's, if it has one. */
export async function followAccountLanguage(language: string | null | undefined): Promise<void> {
  if (isChosenBefore) {
    isChosenBefore = false;
    await saveToAccount(uiLanguage());
  } else if ((language === "en" || language === "zh-CN") && language !== uiLanguage()) {
    await setUiLanguage(language);
  }
}
