// The real server in this process, on a folder of its own, with the UI of this checkout: what UI tests should use.
//
//   await using real = await startReal();                       // empty; `startReal({ document })` applies products and devices
//   await using visited = await visitReal(browser, real, { language: "zh-CN", width: 360 });
//   await visited.page.goto(`${real.url}/ui/devices`);

import type { Browser } from "playwright-core";
import { openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { ApiClient } from "../harness/api-client.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { type Visit, type VisitOptions, visit } from "./browser.ts";
import { builtUi } from "./built-ui.ts";

export const REAL_PASSWORD = "correct horse battery staple";

export interface RealApp extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Signed in as admin. */
  readonly api: ApiClient;
  portOf(listener: string): number;
}

export interface RealOptions {
  /** As `POST /apply` takes it. */
  readonly document?: unknown;
  /** Further flags of `gantry serve`. */
  readonly flags?: Readonly<Record<string, string | boolean>>;
}

const FREE_PORTS = Object.fromEntries(
  ["http", "mqtt", "mqtts", "mqtt-ws"].flatMap((name) => [
    [`${name}-host`, "127.0.0.1"],
    [`${name}-port`, "0"],
  ]),
);

/** Starts in about 0.2 s; the first of a process also builds the UI (2 s). */
export async function startReal({ document, flags }: RealOptions = {}): Promise<RealApp> {
  const folder = makeTempFolder("real");
  const loaded = await loadConfig({
    flags: { data: folder.path, ...FREE_PORTS, ...flags },
    env: { GANTRY_ADMIN_PASSWORD: REAL_PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config, undefined, { uiFolder: await builtUi() });
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const url = `http://127.0.0.1:${portOf("http")}`;
  const api = new ApiClient(url);
  await api.signIn("admin", REAL_PASSWORD);
  if (document !== undefined) {
    const { status, body } = await api.post("/apply", document);
    if (status !== 200) throw new Error(`the document is refused: ${JSON.stringify(body)}`);
  }
  return {
    ...{ url, api, portOf },
    async [Symbol.asyncDispose]() {
      await app.close();
      folder[Symbol.dispose]();
    },
  };
}

/** A fresh browser profile, signed in as admin unless told otherwise, in the language of `options`. */
export function visitReal(browser: Browser, real: RealApp, options: VisitOptions = {}): Promise<Visit> {
  return visit(browser, real.url, { password: REAL_PASSWORD, ...options });
}
