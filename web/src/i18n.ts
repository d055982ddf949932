// Two languages; only the one in use is loaded, and of that first what the first page says.

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Texts } from "./locales/en.ts";

export const UI_LANGUAGES = ["zh-CN", "en"] as const;
export type UiLanguage = (typeof UI_LANGUAGES)[number];
const STORAGE_KEY = "gantry-language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "ui";
    resources: { ui: Texts };
  }
}

function toUiLanguage(tag: string | null | undefined): UiLanguage | undefined {
  if (!tag) return undefined;
  if (tag.toLowerCase().startsWith("zh")) return "zh-CN";
  return tag.toLowerCase().startsWith("en") ? "en" : undefined;
}

const PACKS = {
  en: { first: () => import("./locales/en-first.ts"), later: () => import("./locales/en-later.ts") },
  "zh-CN": { first: () => import("./locales/zh-first.ts"), later: () => import("./locales/zh-later.ts") },
} as const;
/** Under way or here, by language; one that failed is asked for anew. */
const later = new Map<UiLanguage, Promise<void>>();

/** Resolves once every page's texts are here in the language in use; rejects where the server cannot be reached. */
export function laterTexts(language: UiLanguage = uiLanguage()): Promise<void> {
  const known = later.get(language);
  if (known !== undefined) return known;
  const load = PACKS[language].later().then(({ texts }) => {
    i18next.addResourceBundle(language, "ui", texts, true, true);
  });
  later.set(language, load);
  load.catch(() => later.delete(language));
  return load;
}

/** The language in use. */
export function uiLanguage(): UiLanguage {
  return i18next.language === "zh-CN" ? "zh-CN" : "en";
}

export async function setUiLanguage(language: UiLanguage): Promise<void> {
  if (!i18next.hasResourceBundle(language, "ui")) {
    i18next.addResourceBundle(language, "ui", (await PACKS[language].first()).texts, true, true);
  }
  // Whichever page is open has its words before it changes to them.
  await laterTexts(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  await i18next.changeLanguage(language);
}

function savedLanguage(): UiLanguage | undefined {
  try {
    return toUiLanguage(localStorage.getItem(STORAGE_KEY));
  } catch {
    return undefined;
  }
}

/** Starts with the language chosen last, else the browser's first that we have, else English. */
export async function startI18n(): Promise<void> {
  const language = savedLanguage() ?? navigator.languages.map(toUiLanguage).find(Boolean) ?? "en";
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "ui",
    ns: ["ui"],
    resources: { [language]: { ui: (await PACKS[language].first()).texts } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}
