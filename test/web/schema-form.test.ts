// Forms made from the API document, on the real server: a key is made, renamed, given an end; what is wrong is said.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type Field, fieldsOf, problemOfField } from "../../web/src/base/schema-form/schema.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

describe("schema", () => {
  const document = { paths: {}, components: { schemas: { Name: { type: "string", pattern: "^[a-z]+$" } } } };
  const schema = {
    type: "object",
    properties: {
      name: { $ref: "#/components/schemas/Name", description: "of it" },
      until: { anyOf: [{ type: "integer", minimum: 0 }, { type: "null" }], description: "ms" },
    },
    required: ["name"],
  };

  test("references are followed, null is taken out of a type", () => {
    expect(fieldsOf(document, schema)).toEqual([
      {
        ...{ name: "name", isRequired: true, isNullable: false },
        schema: { type: "string", pattern: "^[a-z]+$", description: "of it" },
      },
      {
        ...{ name: "until", isRequired: false, isNullable: true },
        schema: { type: "integer", minimum: 0, description: "ms" },
      },
    ]);
    expect(fieldsOf(document, schema, ["until", "nothing"]).map(({ name }) => name)).toEqual(["until"]);
  });

  test("a value is held against it", () => {
    const [name, until] = fieldsOf(document, schema) as [Field, Field];
    expect(["", "abc", "a b"].map((value) => problemOfField(name, value))).toEqual([
      { key: "required" },
      undefined,
      { key: "pattern" },
    ]);
    expect([null, 5, -1].map((value) => problemOfField(until, value))).toEqual([
      undefined,
      undefined,
      { key: "low", limit: 0 },
    ]);
  });
});

const title = CHROMIUM === undefined ? "forms (skipped: no chromium is installed)" : "forms";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("an application key is made, renamed, given an end, disabled and enabled again", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings/keys`);
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    const name = dialog.getByRole("textbox", { name: "Name" });
    await name.fill("no good");
    await dialog.getByText("Letters, digits and _ . @ -").nth(1).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await name.fill("scada-1");
    await dialog.getByRole("button", { name: "New key" }).click();
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("button", { name: "Actions for scada-1" }).click();
    await page.getByRole("menuitem", { name: "Change" }).click();
    await name.fill("scada-2");
    await dialog.getByLabel("Valid until").fill("2031-05-06");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("2031-05-06").waitFor();
    await page.getByRole("button", { name: "Actions for scada-2" }).click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await page.getByRole("table").getByText("Disabled").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("table").getByText("Active").waitFor();
    const { items } = (await real.api.get("/api-keys")).body;
    expect(items).toMatchObject([{ name: "scada-2", description: "", isEnabled: true }]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("a user is added on a phone; what the server has against it stands at its field", async () => {
    await using visited = await visitReal(browser, real, { width: 360, height: 740 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings/users`);
    await page.getByRole("button", { name: "Add user" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add user" }).click();
    await dialog.getByText("Needed").nth(1).waitFor();
    expect(await dialog.getByText("Needed").count()).toBe(2);
    await dialog.getByRole("textbox", { name: "User name" }).fill("li.wei");
    await dialog.getByRole("textbox", { name: "First password" }).fill("short");
    await dialog.getByRole("button", { name: "Add user" }).click();
    await dialog.getByRole("alert").waitFor();
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await dialog.getByRole("textbox", { name: "First password" }).fill("a fine password");
    await dialog.getByRole("button", { name: "Add user" }).click();
    await page.getByRole("button", { name: "Actions for li.wei" }).waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);
});
