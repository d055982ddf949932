// The admin page out of the executable, in a real browser: the first minute of a newcomer.

import { expect, test } from "bun:test";
import { hasBinary, PASSWORD, startGantry } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";
import { CHROMIUM, startBrowser, visit } from "../web/browser.ts";

if (CHROMIUM === undefined)
  console.warn("e2e/ui is skipped: no Chromium is installed (or set CHROMIUM_PATH)");

test.if(hasBinary && CHROMIUM !== undefined)(
  "first sign-in, a password of one's own, the line at work, a value that moves, its chart",
  async () => {
    // An empty password is none: the first one is made up and printed.
    await using gantry = await startGantry({ args: ["--demo"], env: { GANTRY_ADMIN_PASSWORD: "" } });
    const first = await until(() => /^ +password +(\S+)/m.exec(gantry.stderr())?.[1], "the printed password");
    const browser = await startBrowser();
    try {
      await using visitor = await visit(browser, gantry.origin, { isSignedIn: false });
      const { page, complaints } = visitor;
      await page.goto(gantry.origin);
      await page.getByLabel("Password", { exact: true }).fill(first);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Set your own password" }).waitFor();
      await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
      await page.getByLabel("New password again").fill(PASSWORD);
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByRole("link", { name: "Devices" }).first().click();
      await page.getByRole("link", { name: "Three-phase power meter 01" }).first().click();
      const power = page
        .locator(".live-card")
        .filter({ has: page.getByText("activePower", { exact: true }) })
        .locator(".live-value");
      await power.waitFor();
      const seen = new Set<string>();
      await until(
        async () => seen.add((await power.textContent()) ?? "").size > 2,
        "the power shows three different values",
      );
      await page.getByRole("link", { name: "Active power" }).first().click();
      await page.locator("canvas").first().waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
