// A log in a folder of its own, and the feed on it behind a real server.

import {
  type Actor,
  type ApiBindings,
  makeApi,
  permissionsOfRole,
  startHttpServer,
} from "../../../src/http/http.ts";
import { openFeed } from "../../../src/live/feed/feed.ts";
import { feedRoutes } from "../../../src/live/feed/routes.ts";
import { type Log, openLog } from "../../../src/log/log.ts";
import { type WebSocketPeer, webSocketHandler } from "../../../src/net/net.ts";
import { systemClock as clock } from "../../../src/spine/clock.ts";
import type { LogEvent } from "../../../src/spine/event.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";

export interface Message {
  readonly name: string;
  readonly position: string;
  readonly data: { readonly seq?: number } & Readonly<Record<string, unknown>>;
}

const actor: Actor = {
  ...{ kind: "person", userId: 1, username: "ann", role: "viewer", language: "en", address: "" },
  ...{ permissions: permissionsOfRole("viewer"), mustChangePassword: false },
};

export async function openFeedServer({ clientLimit = 3 } = {}) {
  const folder = makeTempFolder("feed");
  const log: Log = await openLog({ dir: folder.path, clock });
  const feed = openFeed({ log, clock, clientLimit });
  const api = makeApi({
    authenticate: () => actor,
    reportError: (error) => console.error(error),
    version: "0",
  });
  const membersOf = (groupId: number) =>
    groupId === 1 ? (_: string, name: string) => name === "d2" : undefined;
  api.mount(feedRoutes({ feed, clock, membersOf }));
  const server = startHttpServer<WebSocketPeer>({
    ...{ host: "127.0.0.1", port: 0, clock },
    fetch: (request: Request, env: ApiBindings) => api.app.fetch(request, env),
    webSocket: { handler: webSocketHandler },
  });
  const path = `127.0.0.1:${server.port}/openapi/v1/events`;
  return {
    log,
    feed,
    path,
    url: `http://${path}`,
    append: (...events: LogEvent[]) =>
      new Promise<number>((resolve, reject) =>
        log.append(events, "strict", (result) =>
          result.ok ? resolve(result.value.seq) : reject(new Error(result.error.code)),
        ),
      ),
    async [Symbol.asyncDispose]() {
      feed.close();
      await server.stop(100);
      await log.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Reads a stream of server-sent events until `isEnough` says so. */
export async function readMessages(
  response: Response,
  isEnough: (messages: readonly Message[]) => boolean,
): Promise<Message[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let messages: Message[] = [];
  while (!isEnough(messages)) {
    const part = await reader?.read();
    if (part === undefined || part.done) throw new Error(`ended after ${text}`);
    text += part.value;
    messages = [...text.matchAll(/id: (\S+)\nevent: (\w+)\ndata: (.*)\n\n/g)].map(
      ([, position = "", name = "", data = ""]) => ({ name, position, data: JSON.parse(data) }),
    );
  }
  await reader?.cancel();
  return messages;
}

/** Without those that only say how far a reader is. */
export function eventsIn(messages: readonly Message[]): Message[] {
  return messages.filter(({ name }) => name !== "position");
}

export const seqsIn = (messages: readonly Message[]) => eventsIn(messages).map(({ data }) => data.seq);
