// An OpenID provider that others wrote, on loopback, and a browser that signs in at its pages.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export const CLIENT_ID = "gantry";
export const CLIENT_SECRET = "a secret of the client";

interface Account {
  readonly preferred_username: string;
  readonly groups: readonly string[];
}

export interface RealProvider extends AsyncDisposable {
  readonly issuer: string;
  /** By what is entered as the login. */
  readonly accounts: Map<string, Account>;
}

/** Its pages are the ones that it has for development: any password will do. */
export async function startProvider(redirectUris: readonly string[]): Promise<RealProvider> {
  const accounts = new Map<string, Account>();
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: redirectUris },
        ...{ grant_types: ["authorization_code"], response_types: ["code"] },
      },
    ],
    claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"] },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts.get(id) }),
    }),
  });
  server.on("request", provider.callback());
  return {
    ...{ issuer, accounts },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Goes where `url` leads, signs in as `login` and agrees to all; gives the address at `home` that it is sent back to. */
export async function passPages(url: string, login: string, home: string): Promise<string> {
  const cookies = new Map<string, string>();
  const go = async (target: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const body = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
    const answer = await fetch(target, { redirect: "manual", headers: { cookie }, ...body });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  let target = url;
  for (let steps = 0; steps < 12; steps++) {
    const answer = await go(target);
    const location = answer.headers.get("location");
    if (location !== null) {
      target = new URL(location, target).href;
      if (target.startsWith(home)) return target;
      continue;
    }
    const page = await answer.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (action === undefined || prompt === undefined)
      throw new Error(`${answer.status} at ${target}: ${page}`);
    const sent = await go(new URL(action, target).href, { prompt, login, password: "any" });
    target = new URL(sent.headers.get("location") ?? "", target).href;
  }
  throw new Error("the pages lead nowhere");
}
