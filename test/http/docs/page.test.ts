import { describe, expect, test } from "bun:test";
import { makeSampleApi } from "../sample-api.ts";

describe("docs page", () => {
  test("asks for nothing but its own files, and holds no inline script", async () => {
    const { app } = makeSampleApi();
    const page = await (await app.request("/openapi/docs")).text();
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => String(link));
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link).toStartWith("/openapi/");
      expect([link, (await app.request(link)).status]).toEqual([link, 200]);
    }
    expect(page).not.toMatch(/<script>|<style|\son\w+=/);
  });

  test.each([
    ["swagger-ui.css", "text/css; charset=utf-8"],
    ["swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
    ["start.js", "text/javascript; charset=utf-8"],
    ["favicon.png", "image/png"],
  ])("%s is %s", async (name, type) => {
    const { app } = makeSampleApi();
    const answer = await app.request(`/openapi/docs/${name}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
  });

  test("no other file is served, whatever the path says", async () => {
    const { app } = makeSampleApi();
    for (const name of ["package.json", "..%2f..%2fpackage.json", "toString", "__proto__"]) {
      expect((await app.request(`/openapi/docs/${name}`)).status).toBe(404);
    }
  });

  test("the document is open to anyone and made once", async () => {
    const { app } = makeSampleApi();
    const first = await app.request("/openapi/v1/openapi.json");
    expect(first.headers.get("content-type")).toBe("application/json");
    const document = await first.text();
    expect(JSON.parse(document)).toMatchObject({ openapi: "3.1.0" });
    expect(await (await app.request("/openapi/v1/openapi.json")).text()).toBe(document);
  });
});
