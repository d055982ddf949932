// What the client of the pages speaks to in tests without a browser: records what it is sent.

import { get } from "../../../web/src/call.ts";
import { type Edit, edit } from "../../../web/src/edit/edit.ts";
import type { EditName } from "../../../web/src/edit/edits.ts";

/** Reads and edits what no API has. */
export const readThing = get as unknown as <T>(path: string) => Promise<T>;
export const editThing = edit as unknown as <T, B extends object = object>(
  name: EditName,
  one: Edit<B>,
) => Promise<T>;

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly ifMatch: string | null;
  readonly body: unknown;
}

export interface FakeServer {
  readonly requests: SentRequest[];
  answer: (request: SentRequest) => Response;
  reset(): void;
  /** The real `fetch` again. */
  stop(): void;
}

const answerOk = () => Response.json({}, { headers: { etag: '"x"' } });

/** Stands in for `fetch`, and for the part of `document` that the client reads. */
export function fakeServer(): FakeServer {
  const realFetch = globalThis.fetch;
  const server: FakeServer = {
    requests: [],
    answer: answerOk,
    reset() {
      server.requests.length = 0;
      server.answer = answerOk;
    },
    stop() {
      globalThis.fetch = realFetch;
      Reflect.deleteProperty(globalThis, "document");
    },
  };
  const fake = async (path: string, init: RequestInit): Promise<Response> => {
    const request = {
      ...{ method: init.method ?? "GET", path, ifMatch: new Headers(init.headers).get("if-match") },
      body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null,
    };
    // What is not the API's (the app of another test) goes through.
    if (!String(path).startsWith("/openapi/v1")) return realFetch(path, init);
    server.requests.push(request);
    return server.answer(request);
  };
  globalThis.fetch = Object.assign(fake as unknown as typeof fetch, { preconnect: realFetch.preconnect });
  Reflect.set(globalThis, "document", { documentElement: { lang: "en" } });
  return server;
}
