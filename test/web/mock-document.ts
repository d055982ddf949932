// The API document as the real routes describe themselves: forms are made from it, so the mock must not make it up.

import { startAccounts } from "../accounts/signed-in.ts";

let text: Promise<string> | undefined;

async function read(): Promise<string> {
  const { api } = await startAccounts({ adminPassword: "correct horse" });
  return (await api.app.request("/openapi/v1/openapi.json")).text();
}

/** Users, keys and sessions; once a process. */
export async function mockDocument(): Promise<Response> {
  text ??= read();
  return new Response(await text, { headers: { "content-type": "application/json" } });
}
