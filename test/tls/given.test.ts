import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOOK_MS } from "../../src/tls/given.ts";
import { type IssuedPair, issueAuthority, issueServer } from "../../src/tls/issue.ts";
import { openGivenTls } from "../../src/tls/tls.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

const NOW = Date.parse("2026-03-01T00:00:00Z");
const DAY_MS = 86_400_000;

async function setUp(path: string, first: IssuedPair) {
  const certFile = join(path, "server.pem");
  const keyFile = join(path, "server.key");
  const write = ({ cert, key }: Partial<IssuedPair>) => {
    if (cert !== undefined) writeFileSync(certFile, cert);
    if (key !== undefined) writeFileSync(keyFile, key);
  };
  write(first);
  const clock = makeManualClock(NOW);
  const said: string[] = [];
  const say = (level: string) => (text: string) => void said.push(`${level}: ${text}`);
  const lines = { info: say("info"), warn: say("warn"), error: say("error") };
  const changes: string[] = [];
  const onChange = ({ cert }: { cert: string }) => void changes.push(cert);
  const open = () => openGivenTls({ certFile, keyFile, clock, lines, onChange });
  return { write, clock, said, changes, open };
}

async function makePairs(count: number): Promise<IssuedPair[]> {
  const authority = await issueAuthority(NOW);
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      issueServer({ authority, names: ["localhost"], now: NOW + i * DAY_MS }),
    ),
  );
}

test("a renewed pair is taken over once both of its files are there", async () => {
  using folder = makeTempFolder("tls");
  const [first, second] = (await makePairs(2)) as [IssuedPair, IssuedPair];
  const { write, clock, said, changes, open } = await setUp(folder.path, first);
  const given = open();
  expect({ files: given.files(), expiresAt: given.expiresAt() }).toEqual({
    files: first,
    expiresAt: NOW + 825 * DAY_MS,
  });
  clock.advance(DAY_MS);
  expect({ said, changes }).toEqual({ said: [], changes: [] });
  write({ cert: second.cert });
  clock.advance(2 * LOOK_MS);
  expect({ files: given.files(), said }).toEqual({
    files: first,
    said: ["warn: the new certificate cannot be used; the old one stays"],
  });
  write(second);
  clock.advance(LOOK_MS);
  expect({
    files: given.files(),
    changes,
    last: said.at(-1),
    days: (given.expiresAt() - NOW) / DAY_MS,
  }).toEqual({
    files: second,
    changes: [second.cert],
    last: "info: a new certificate is in use",
    days: 826,
  });
  given.stop();
  expect(clock.pending()).toBe(0);
});

test("a pair that does not fit is no start; an expired one is, and is told", async () => {
  using folder = makeTempFolder("tls");
  const [first, second] = (await makePairs(2)) as [IssuedPair, IssuedPair];
  const { write, clock, said, open } = await setUp(folder.path, { ...first, key: second.key });
  expect(open).toThrow("bad certificate: key does not match");
  write(first);
  clock.advance(900 * DAY_MS);
  expect(open().files()).toEqual(first);
  expect(said).toEqual(["error: the certificate is expired"]);
});
