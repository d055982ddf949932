// Every page of the real server, both languages and schemes, phone to desk: axe finds nothing, nothing sticks out.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import mqtt from "mqtt";
import type { Browser, Page } from "playwright-core";
import { SECTIONS } from "../../web/src/shell/sections.ts";
import { until } from "../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const SECTION_PAGES = SECTIONS.flatMap(({ to, places }) => [to, ...places.map((place) => place.to)]);
const PRODUCT = "/products/hydraulic-press";
const DEVICE = "/devices/hydraulic-press/PRESS-01";
const PAGES = [
  ...new Set(SECTION_PAGES),
  ...[PRODUCT, `${PRODUCT}/topics`, `${PRODUCT}/devices`, `${PRODUCT}/settings`],
  ...[DEVICE, `${DEVICE}/chart`, `${DEVICE}/log`, `${DEVICE}/connect`, `${DEVICE}/settings`],
  "/nowhere",
];
/** Each width in each scheme, one of the two in each language: the other would find nothing more. */
const LOOKS = {
  en: [
    { width: 1440, scheme: "light" },
    { width: 768, scheme: "dark" },
    { width: 360, scheme: "light" },
  ],
  "zh-CN": [
    { width: 1440, scheme: "dark" },
    { width: 768, scheme: "light" },
    { width: 360, scheme: "dark" },
  ],
} as const;

/** Something in every list that the demo leaves empty. */
async function fill(real: RealApp): Promise<void> {
  await real.api.post("/users", { username: "li.wei", password: "a fine password", role: "operator" });
  const { body: key } = await real.api.post("/api-keys", { name: "scada-1", description: "Line 1" });
  const rule = {
    effect: "allow",
    action: "both",
    pattern: "line/#",
    subjectKind: "key",
    subjectName: key.keyId,
  };
  const { status, body } = await real.api.post("/acl/rules", rule);
  if (status !== 201) throw new Error(JSON.stringify(body));
  const login = { host: "127.0.0.1", port: real.portOf("mqtt"), reconnectPeriod: 0 };
  const scada = await mqtt.connectAsync({ ...login, username: "scada-1", password: key.secret });
  await scada.publishAsync("line/1/state", "running", { retain: true, qos: 1 });
  for (const username of ["PRESS-01&hydraulic-press", "somebody&nothing"]) {
    await mqtt.connectAsync({ ...login, username, password: "wrong" }).catch(() => undefined);
  }
  await until(async () => (await real.api.get("/journal?kind=refused")).body.items.length > 0, "a refusal");
}

async function settle(page: Page): Promise<void> {
  await page.waitForSelector("h1");
  await page.waitForFunction(() => document.querySelector("[role=status][aria-label]") === null);
}

const title = CHROMIUM === undefined ? "every page (skipped: no chromium is installed)" : "every page";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ flags: { demo: true } })]);
    await fill(real);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  for (const language of ["en", "zh-CN"] as const) {
    test(language, async () => {
      await using visited = await visitReal(browser, real, { language });
      const { page, complaints } = visited;
      const found: string[] = [];
      for (const path of PAGES) {
        await page.goto(`${real.url}/ui${path}`);
        await settle(page);
        for (const { width, scheme } of LOOKS[language]) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
          await page.waitForSelector(`html[data-mantine-color-scheme="${scheme}"]`, { state: "attached" });
          const at = `${path} ${width} ${scheme}`;
          found.push(...(await axeViolations(page)).map((violation) => `${at}: ${violation}`));
          const wider = await overflow(page);
          if (wider > 0) found.push(`${at}: ${wider} px too wide`);
        }
      }
      expect({ found, complaints }).toEqual({ found: [], complaints: [] });
    }, 900_000);
  }
});
