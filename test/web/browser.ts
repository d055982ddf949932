// A real Chromium for the UI's tests: found, started once a file, watched for everything that must not happen.

import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { PASSWORD } from "./mock-api.ts";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-headless-shell",
];

/** The browser's executable; undefined where none is installed, and the tests say so and are skipped. */
export const CHROMIUM: string | undefined = [process.env.CHROMIUM_PATH, ...PLACES].find(
  (path): path is string => path !== undefined && existsSync(path),
);

export function startBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("no chromium");
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Console errors, uncaught exceptions, requests to other hosts: to be empty at the end. */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly language?: "en" | "zh-CN";
  readonly scheme?: "light" | "dark";
  readonly isSignedIn?: boolean;
  readonly username?: string;
  /** Default: the mock's. */
  readonly password?: string;
}

function watch(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Chromium reports every refused request as an error of its own; the page shows those to the person.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(url) || /^(data|blob):/.test(request.url());
    if (!isOwn) complaints.push(`request to another host: ${request.url()}`);
  });
  return complaints;
}

/** A fresh browser profile at `url`, signed in unless told otherwise. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    locale: options.language ?? "en",
    colorScheme: options.scheme ?? "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  if (options.isSignedIn ?? true) {
    const data = { username: options.username ?? "admin", password: options.password ?? PASSWORD };
    const signedIn = await page.request.post(`${url}/openapi/v1/session`, { data });
    if (!signedIn.ok()) throw new Error(`signing in: ${await signedIn.text()}`);
    // The account's language goes before the browser's, and others may have chosen one.
    if (options.password && options.language) {
      await page.request.patch(`${url}/openapi/v1/session`, { data: { language: options.language } });
    }
  }
  return { page, complaints: watch(page, url), [Symbol.asyncDispose]: () => context.close() };
}

/** What axe finds wrong with the page, one line a violation. */
export async function axeViolations(page: Page): Promise<string[]> {
  await settle(page);
  // Through the debugger, because the page's policy forbids scripts that are not its own.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run(
      document,
      {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
      },
    );
    return violations.map((one) => ({
      id: one.id,
      nodes: one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} | ${node.failureSummary ?? ""}`),
    }));
  });
  return found.map((one) => `${one.id}: ${one.nodes.join(" ;; ")}`);
}

/** Half-way through a transition a colour is none that anybody reads; what moves for ever is not waited for. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(
        ({ playState, effect }) =>
          playState === "running" && Number.isFinite(effect?.getComputedTiming().endTime),
      );
    // One that is taken away with its element is over, too.
    await Promise.all(passing.map((animation) => animation.finished.catch(() => {})));
  });
}

/** Pixels by which the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
