// Commissioning out of the executable, in a real browser: from nothing to a live value of a unit on a serial line.

import { expect, test } from "bun:test";
import { hasBinary, PASSWORD, startGantry } from "../harness/gantry.ts";
import { PYTHON, SOCAT, startSerialPeer } from "../harness/modbus/pymodbus-server.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { CHROMIUM, startBrowser, visit } from "../web/browser.ts";

const hasPeers = PYTHON !== undefined && SOCAT !== null;
if (CHROMIUM === undefined || !hasPeers)
  console.warn("e2e/modbus-ui is skipped: it needs Chromium, pymodbus and socat");

test.if(hasBinary && CHROMIUM !== undefined && hasPeers)(
  "a serial line, two units that answer, a product of one's own, and the value that the display shows",
  async () => {
    using folder = makeTempFolder("modbus-ui");
    await using peer = await startSerialPeer(folder.path);
    await using gantry = await startGantry();
    const browser = await startBrowser();
    try {
      await using visitor = await visit(browser, gantry.origin, { password: PASSWORD });
      const { page, complaints } = visitor;
      page.setDefaultTimeout(60_000);
      await page.goto(`${gantry.origin}/ui/links/commission`);
      await page.getByRole("button", { name: "New link" }).click();
      await page.getByText("Serial port", { exact: true }).click();
      await page.getByRole("textbox", { name: "Name" }).fill("Line 1");
      await page.getByRole("textbox", { name: "Path of the port" }).fill(peer.path);
      await page.getByRole("combobox", { name: "Baud rate" }).click();
      await page.getByRole("option", { name: "19200" }).click();
      await page.getByRole("button", { name: "Create link" }).click();
      await page.getByText("Up", { exact: true }).waitFor();
      await page.getByLabel("To unit").fill("17");
      await page.getByLabel("Wait for each, ms").fill("200");
      await page.getByRole("button", { name: "Scan" }).click();
      await page.getByText("17 of 17 asked, 2 found").waitFor();
      await page.getByRole("checkbox", { name: "Choose unit 17" }).check();
      await page.getByRole("button", { name: "Go on with 17" }).click();
      await page.getByText("New product").click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Boiler");
      await page.getByRole("button", { name: "Create 1 device" }).click();
      await page.getByRole("combobox", { name: "Area" }).click();
      await page.getByRole("option", { name: "Input register" }).click();
      await page.getByLabel("How many").fill("2");
      await page.getByRole("textbox", { name: "The panel shows" }).fill("23.5");
      await page.getByRole("button", { name: "Read and compare" }).click();
      await page.getByRole("button", { name: "Use 0 float32 ABCD" }).click();
      await page.getByLabel("Identifier").fill("temperature");
      await page.getByRole("button", { name: "Add register" }).last().click();
      await page.getByRole("cell", { name: "23.5", exact: true }).first().waitFor();
      await page.getByText("41 bc 00 00").first().waitFor();
      await page.getByRole("link", { name: "Open device" }).click();
      await page.getByText("Online", { exact: true }).waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  240_000,
);
