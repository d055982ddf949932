import { afterEach, beforeEach, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { type Clock, systemClock } from "../../src/spine/clock.ts";
import { openOwnTls, tlsMetrics } from "../../src/tls/tls.ts";

const DAY_MS = 86_400_000;
const HOSTS = ["plant-7", "192.168.1.5", "fd00::5"];
const START = Date.parse("2026-03-01T00:00:00Z");

let dir: string;
let now: number;
const clock: Clock = { ...systemClock, now: () => now };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gantry-tls-"));
  now = START;
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (hosts: readonly string[] = HOSTS) => openOwnTls({ dir: join(dir, "tls"), clock, hosts });
const serialOf = (pem: string) => new X509Certificate(pem).serialNumber;

test("the first start makes an authority and a server certificate that it signed, for every name", async () => {
  const tls = await open();
  const ca = new X509Certificate(tls.caPem);
  const server = new X509Certificate(tls.files().cert);
  expect({
    isCa: ca.ca,
    caDays: (Date.parse(ca.validTo) - START) / DAY_MS,
    isSelfSigned: ca.verify(ca.publicKey),
    isSigned: server.verify(ca.publicKey),
    isServerCa: server.ca,
    serverDays: (Date.parse(server.validTo) - START) / DAY_MS,
    startsBefore: Date.parse(server.validFrom) < START,
    usage: server.keyUsage,
    names: ["localhost", "plant-7"].map((name) => server.checkHost(name)),
    addresses: ["127.0.0.1", "::1", "192.168.1.5", "fd00::5"].map((ip) => server.checkIP(ip) !== undefined),
    own: server.checkHost(hostname()),
    other: server.checkHost("elsewhere"),
  }).toEqual({
    isCa: true,
    caDays: 3_650,
    isSelfSigned: true,
    isSigned: true,
    isServerCa: false,
    serverDays: 825,
    startsBefore: true,
    usage: ["1.3.6.1.5.5.7.3.1"],
    names: ["localhost", "plant-7"],
    addresses: [true, true, true, true],
    own: hostname(),
    other: undefined,
  });
});

test("only the owner reads the files, and nothing else lies there", async () => {
  await open();
  const folder = join(dir, "tls");
  const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
  expect(Object.fromEntries(modes)).toEqual({
    "ca.key": 0o600,
    "ca.pem": 0o600,
    "server.key": 0o600,
    "server.pem": 0o600,
  });
});

test("a second start keeps both", async () => {
  const first = await open();
  const second = await open();
  expect([second.caPem, second.files()]).toEqual([first.caPem, first.files()]);
});

test("a new address gets a new server certificate of the same authority", async () => {
  const first = await open();
  const second = await open([...HOSTS, "10.1.1.1"]);
  expect(second.caPem).toBe(first.caPem);
  expect(new X509Certificate(second.files().cert).checkIP("10.1.1.1")).toBe("10.1.1.1");
});

test("with less than 30 days left it is renewed, at a start and while running", async () => {
  const first = await open();
  now = START + 794 * DAY_MS;
  expect(await first.renewWhenDue()).toBe(false);
  now = START + 796 * DAY_MS;
  const before = serialOf(first.files().cert);
  expect(await first.renewWhenDue()).toBe(true);
  expect(serialOf(first.files().cert)).not.toBe(before);
  expect(first.expiresAt()).toBe(now + 825 * DAY_MS);
  now += 800 * DAY_MS;
  const second = await open();
  expect(second.caPem).toBe(first.caPem);
  expect(serialOf(second.files().cert)).not.toBe(serialOf(first.files().cert));
});

test("a server certificate of another authority is replaced", async () => {
  const first = await open();
  rmSync(join(dir, "tls", "ca.key"));
  const second = await open();
  expect(second.caPem).not.toBe(first.caPem);
  expect(new X509Certificate(second.files().cert).verify(new X509Certificate(second.caPem).publicKey)).toBe(
    true,
  );
});

test("an authority that is about to end is replaced", async () => {
  const first = await open();
  now = START + 3_625 * DAY_MS;
  const second = await open();
  expect(second.caPem).not.toBe(first.caPem);
  expect(second.expiresAt()).toBe(now + 825 * DAY_MS);
});

test("a damaged file is reported, not overwritten", async () => {
  await open();
  const file = join(dir, "tls", "server.pem");
  writeFileSync(file, "nonsense");
  expect(open()).rejects.toThrow();
  expect(readFileSync(file, "utf8")).toBe("nonsense");
});

test("a client that trusts the authority completes a handshake", async () => {
  now = Date.now();
  const tls = await open();
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    tls: tls.files(),
    socket: { data() {}, open: (socket) => void socket.write("hello") },
  });
  try {
    const client = connect({ host: "127.0.0.1", port: server.port, ca: tls.caPem, servername: "localhost" });
    const received = await new Promise<string>((resolve, reject) => {
      client.once("data", (bytes) => resolve(bytes.toString()));
      client.once("error", reject);
    });
    expect([received, client.authorized]).toEqual(["hello", true]);
    client.destroy();
  } finally {
    server.stop(true);
  }
});

test("tells Prometheus until when the certificate holds", () => {
  expect(tlsMetrics(undefined)).toEqual([]);
  expect(tlsMetrics(START).map(({ name, samples }) => [name, samples[0]?.value])).toEqual([
    ["gantry_tls_certificate_expiry_timestamp_seconds", START / 1_000],
  ]);
});
