// What the first page costs, and that nothing of it shows before it can be read.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { buildUi } from "../../scripts/build-ui.ts";
import { divide, keysIn } from "../../scripts/ui-texts.ts";
import { en } from "../../web/src/locales/en.ts";
import { zhCN } from "../../web/src/locales/zh-CN.ts";
import { CHROMIUM, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

/** Compressed, in the longer of both languages, with texts and styles; the promise of the product is 250 kB. */
const BUDGET_BYTES = 212_000;

test("the first page keeps to its budget", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gantry-first-page-"));
  try {
    expect((await buildUi(folder)).firstPageBytes).toBeLessThan(BUDGET_BYTES);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

describe("texts in two parts", () => {
  const texts = {
    word: { save: "Save", more_one: "{{count}} more", more_other: "{{count}} more" },
    state: { on: "On", off: "Off" },
    deep: { a: { b: "B", c: "C" } },
  };

  test("keys are found in calls, attributes and templates", () => {
    const source = [`t("word.save")`, "label={'deep.a.b'}", "t(`state.${", `const word = "state"`].join(";");
    expect(keysIn(source)).toEqual(["word.save", "deep.a.b", "state.*", "state"]);
  });

  test("named keys come first: alone, as plurals, as groups; a single word names none", () => {
    expect(divide(texts, new Set(["word.more", "deep.a.b", "state.*", "word"]))).toEqual({
      first: {
        word: { more_one: "{{count}} more", more_other: "{{count}} more" },
        state: { on: "On", off: "Off" },
        deep: { a: { b: "B" } },
      },
      later: { word: { save: "Save" }, deep: { a: { c: "C" } } },
    });
  });

  test("no text is lost between the two, in either language", () => {
    const count = (part: object): number =>
      Object.values(part).reduce((sum, one) => sum + (typeof one === "string" ? 1 : count(one)), 0);
    for (const language of [en, zhCN]) {
      const { first, later } = divide(language, new Set(["word.save", "role.*", "overview.title"]));
      expect(count(first) + count(later)).toBe(count(language));
    }
  });
});

const title = CHROMIUM === undefined ? "first sight (skipped: no chromium is installed)" : "first sight";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ flags: { demo: true } })]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  for (const language of ["en", "zh-CN"] as const) {
    for (const isSignedIn of [false, true]) {
      const name = `${isSignedIn ? "the overview" : "the login"} in ${language} is complete without what comes later`;
      test(name, async () => {
        await using visited = await visitReal(browser, real, { language, isSignedIn });
        const { page, complaints } = visited;
        // The rest never comes.
        await page.route(/-later-/, () => {});
        if (isSignedIn) await page.addInitScript(`localStorage.setItem("gantry-language", "${language}")`);
        await page.goto(`${real.url}/ui/`);
        await page.waitForSelector("h1");
        await page.waitForFunction(() => document.querySelector("[role=status][aria-label]") === null);
        const keys = await page.evaluate(() => {
          const attributes = [...document.querySelectorAll("[aria-label], [placeholder], [title]")].flatMap(
            (one) => ["aria-label", "placeholder", "title"].map((named) => one.getAttribute(named) ?? ""),
          );
          return (
            [document.body.textContent, ...attributes].join("\n").match(/\b[a-z]\w*(\.[a-z]\w*)+\b/gi) ?? []
          );
        });
        const known = new Set(keys.filter((key) => isKey(key)));
        expect({ keys: [...known], complaints }).toEqual({ keys: [], complaints: [] });
      }, 60_000);
    }
  }

  test("an account in another language than the browser is never seen in the wrong one", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page } = visited;
    await page.request.patch(`${real.url}/openapi/v1/session`, { data: { language: "zh-CN" } });
    await page.addInitScript(() => {
      const seen = new Set<string>();
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const heading = document.querySelector("h1")?.textContent;
        if (heading) seen.add(heading);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await page.goto(`${real.url}/ui/`);
    await page.getByRole("heading", { level: 1, name: zhCN.overview.title }).waitFor();
    const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen]);
    expect(seen).toEqual([zhCN.overview.title]);
  }, 60_000);
});

/** Whether a dotted word on the page is the name of a text, which shows where the text is missing. */
function isKey(word: string): boolean {
  const at = (path: string) =>
    path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], en);
  return [word, `${word}_other`].some((path) => at(path) !== undefined);
}
