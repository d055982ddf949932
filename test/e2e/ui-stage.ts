// A stage for journeys through the pages of the executable: one server, one browser window, one language and width.

import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { en } from "../../web/src/locales/en.ts";
import { zhCN } from "../../web/src/locales/zh-CN.ts";
import { type Gantry, PASSWORD, startGantry } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";
import { axeViolations, overflow, startBrowser, type Visit, visit } from "../web/browser.ts";

/** Where a person who looks at the pages wants pictures of them. */
const SHOTS = process.env.SHOTS;

export interface Look {
  readonly language: "en" | "zh-CN";
  readonly width: 1440 | 390;
  readonly scheme: "light" | "dark";
}

export const LOOKS: readonly Look[] = [
  { language: "en", width: 1440, scheme: "light" },
  { language: "zh-CN", width: 390, scheme: "light" },
  { language: "zh-CN", width: 1440, scheme: "dark" },
  { language: "en", width: 390, scheme: "dark" },
];

export type Words = (path: string, values?: Readonly<Record<string, string | number>>) => string;

export interface Stage extends AsyncDisposable {
  readonly gantry: Gantry;
  readonly page: Page;
  readonly visited: Visit;
  readonly isPhone: boolean;
  /** What was printed at the first start. */
  readonly firstPassword: string;
  /** The page's own words, in the language of the look. */
  readonly t: Words;
  /** Goes to a page of the app by its address. */
  open(path: string): Promise<void>;
  /** Takes a picture where one is wanted. */
  shoot(name: string): Promise<void>;
  /** `shoot`, of a page that is complete; throws when it can be scrolled sideways or axe finds a fault. */
  look(name: string): Promise<void>;
  button(text: string): ReturnType<Page["getByRole"]>;
  /** A button of the open dialog. */
  answer(text: string): ReturnType<Page["getByRole"]>;
  /** Runs a command line in a shell; throws with its output unless it ends well. */
  shell(command: string): Promise<void>;
}

/** The text at a dotted path of the language's table; of two plural forms the one for `values.count`. */
function wordsOf(language: Look["language"]): Words {
  const table: unknown = language === "en" ? en : zhCN;
  const plural = new Intl.PluralRules(language);
  const at = (path: string) =>
    path.split(".").reduce<unknown>((part, key) => (isTable(part) ? part[key] : undefined), table);
  return (path, values = {}) => {
    const form = typeof values.count === "number" ? plural.select(values.count) : "other";
    const text = at(path) ?? at(`${path}_${form}`) ?? at(`${path}_other`);
    if (typeof text !== "string") throw new Error(`no text for ${path}`);
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
  };
}

function isTable(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null;
}

async function shell(command: string): Promise<void> {
  const { exitCode, stderr } = await Bun.$`sh -c ${command}`.nothrow().quiet();
  if (exitCode !== 0) throw new Error(`${command}\nended with ${exitCode}: ${stderr.toString()}`);
}

/** `startBrowser` and `startGantry` (with no password set) for one look; nobody is signed in. */
export async function openStage(look: Look): Promise<Stage> {
  const gantry = await startGantry({ env: { GANTRY_ADMIN_PASSWORD: "" } });
  const firstPassword = await until(
    () => /^ +password +(\S+)/m.exec(gantry.stderr())?.[1],
    "the printed password",
  );
  const browser: Browser = await startBrowser();
  const { language, width, scheme } = look;
  const height = width === 390 ? 844 : 900;
  const visited = await visit(browser, gantry.origin, { language, width, height, scheme, isSignedIn: false });
  const { page } = visited;
  page.setDefaultTimeout(30_000);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
  const shoot = async (name: string) => {
    if (SHOTS === undefined) return;
    await page.screenshot({ path: `${SHOTS}/${language}-${width}-${name}.png`, fullPage: true });
  };
  return {
    ...{ gantry, page, visited, firstPassword, shell, shoot },
    isPhone: width === 390,
    t: wordsOf(language),
    open: async (path) => {
      await page.goto(`${gantry.origin}/ui${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
    },
    async look(name) {
      await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
      await shoot(name);
      const wider = await overflow(page);
      if (wider > 0) throw new Error(`${name}: ${wider} px too wide`);
      const violations = await axeViolations(page);
      if (violations.length > 0) throw new Error(`${name}: ${violations.join("\n")}`);
    },
    button: (text) => page.getByRole("button", { name: text, exact: true }),
    answer: (text) => page.getByRole("dialog").getByRole("button", { name: text, exact: true }),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await gantry[Symbol.asyncDispose]();
    },
  };
}

/** Signs in with the printed password and replaces it, as everybody has to. */
export async function signInFirst({ gantry, page, t, firstPassword, button, look }: Stage): Promise<void> {
  await page.goto(gantry.origin);
  await page.getByLabel(t("login.password"), { exact: true }).fill(firstPassword);
  await look("01-sign-in");
  await button(t("login.submit")).click();
  await page.getByRole("heading", { name: t("password.firstTitle") }).waitFor();
  await page.getByLabel(t("password.current"), { exact: true }).fill(firstPassword);
  await page.getByLabel(t("password.next"), { exact: true }).fill(PASSWORD);
  await page.getByLabel(t("password.again"), { exact: true }).fill(PASSWORD);
  await look("02-own-password");
  await button(t("password.submit")).click();
  await page.getByRole("heading", { level: 1, name: t("overview.title") }).waitFor();
  await page.getByRole("heading", { name: t("start.title") }).waitFor();
  await look("03-empty-overview");
}

export function fileOf(name: string, text: string) {
  return { name, mimeType: "application/octet-stream", buffer: Buffer.from(text) };
}
