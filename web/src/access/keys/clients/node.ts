// For Node.js 18 and later, with nothing to install.

import type { SigningClient } from "./signing-client.ts";

export function nodeClient({ origin, keyId, signingKey, target }: SigningClient): string {
  return String.raw`// Save as gantry.mjs; node gantry.mjs
import { createHash, createHmac, randomBytes } from "node:crypto";

const origin = "${origin}";
const keyId = "${keyId}";
const signingKey = Buffer.from("${signingKey}", "hex");

async function call(method, target, body) {
  const url = new URL(target, origin);
  const fields = { "@method": method, "@path": url.pathname, "@query": url.search || "?" };
  const headers = {};
  const data = body === undefined ? undefined : JSON.stringify(body);
  if (data !== undefined) {
    headers["content-type"] = "application/json";
    headers["content-digest"] = "sha-256=:" + createHash("sha256").update(data).digest("base64") + ":";
    Object.assign(fields, headers);
  }
  const names = Object.keys(fields).map((name) => '"' + name + '"').join(" ");
  const nonce = randomBytes(12).toString("hex");
  const created = Math.floor(Date.now() / 1000);
  const params = "(" + names + ");created=" + created + ';nonce="' + nonce + '";keyid="' + keyId + '"';
  const lines = Object.entries(fields).map(([name, value]) => '"' + name + '": ' + value);
  const text = [...lines, '"@signature-params": ' + params].join("\n");
  headers["signature-input"] = "sig=" + params;
  headers.signature = "sig=:" + createHmac("sha256", signingKey).update(text).digest("base64") + ":";
  const answer = await fetch(url, { method, headers, body: data });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.status === 204 ? undefined : answer.json();
}

console.log(await call("GET", "${target}"));`;
}
