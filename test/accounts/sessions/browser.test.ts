import { expect, test } from "bun:test";
import { describeBrowser } from "../../../src/accounts/sessions/browser.ts";

/* biome-ignore format: a table, one header a line */
const AGENTS = [
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36", "Chrome 127", "Windows"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36 Edg/127.0.2651.74", "Edge 127", "Windows"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128", "Linux"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Safari 17", "macOS"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17", "iOS"],
  ["Mozilla/5.0 (Linux; Android 14; SM-S9280) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50", "WeChat 8", "Android"],
  ["curl/8.5.0", "curl 8.5.0", ""],
  ["python-requests/2.31.0", "Python 2.31.0", ""],
  ["SCADA of our own", "", ""],
  ["", "", ""],
] as const;

test.each(AGENTS)("%p", (agent, browser, system) => {
  expect(describeBrowser(agent)).toEqual({ browser, system });
});

test("a header made to be slow to read is not", () => {
  const agent = `Mozilla/5.0 ${"Version/1 Mobile/a ".repeat(13)}`;
  expect(describeBrowser(agent)).toEqual({ browser: "", system: "" });
});
