// What the https listener speaks, and what it says when something breaks below the app.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect, type SecureVersion } from "node:tls";
import { type HttpServer, startHttpServer } from "../../src/http/http.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { makeCertificate } from "../net/certificate.ts";

let server: HttpServer;
let cert: string;
const reported: unknown[] = [];

beforeAll(async () => {
  const tls = await makeCertificate("localhost");
  cert = tls.cert;
  const reportError = (error: unknown) => reported.push(error);
  const fetch = () => {
    throw new Error("a reason for the log only");
  };
  server = startHttpServer({ fetch, host: "127.0.0.1", port: 0, clock: systemClock, tls, reportError });
});
afterAll(() => server.stop(0));

interface Offer {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  readonly ciphers?: string;
}

/** What was agreed on, or `refused`. */
function shakeHands(offer: Offer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      host: "127.0.0.1",
      port: server.port,
      servername: "localhost",
      ca: cert,
      ...offer,
    });
    socket.once("secureConnect", () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.once("error", () => resolve("refused"));
  });
}

const TLS12 = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;

describe("https", () => {
  test("speaks TLS 1.3 where it can, and 1.2", async () => {
    expect(await shakeHands({ minVersion: "TLSv1.2", maxVersion: "TLSv1.3" })).toStartWith("TLSv1.3 TLS_");
    expect(await shakeHands(TLS12)).toMatch(/^TLSv1\.2 ECDHE-ECDSA-(AES\d+-GCM|CHACHA20)/);
  });

  test.each([
    [{ minVersion: "TLSv1", maxVersion: "TLSv1.1" }],
    [{ ...TLS12, ciphers: "ECDHE-ECDSA-AES128-SHA" }],
    [{ ...TLS12, ciphers: "ECDHE-ECDSA-AES256-SHA" }],
    [{ ...TLS12, ciphers: "AES128-GCM-SHA256" }],
  ] as const)("refuses %j", async (offer) => {
    expect(await shakeHands(offer)).toBe("refused");
  });
});

test("an error that nobody caught is answered without its text, its stack or the code around it", async () => {
  const answer = await fetch(`https://localhost:${server.port}/`, { tls: { ca: cert } });
  expect([answer.status, await answer.text()]).toEqual([500, "Internal error\n"]);
  expect(reported.map(String)).toEqual(["Error: a reason for the log only"]);
});
