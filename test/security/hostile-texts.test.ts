// Texts that make a careless expression look through them again from each of their signs. Nothing is timed here: what
// is not linear takes longer for one of them than the runner waits for a test.

import { describe, expect, test } from "bun:test";
import { readLogin } from "../../src/codec/codec.ts";
import { readJson } from "../../src/codec/json.ts";
import { parseLenientJson } from "../../src/codec/lenient-json.ts";
import { readFrame } from "../../src/codec/onenet/frame.ts";
import { readToken } from "../../src/codec/onenet/token.ts";
import { readNumber } from "../../src/codec/plain/conversion.ts";
import { guessColumns } from "../../src/devices/import/rows/columns.ts";
import { readNetwork } from "../../src/kit/cidr.ts";
import { isDateFormat } from "../../src/kit/xlsx-styles.ts";
import { readModelFile } from "../../src/products/model/model-file.ts";

/** The longest field of an MQTT login. */
const FIELD_CHARS = 65_000;
/** The largest packet, unless a setting says otherwise. */
const PACKET_CHARS = 250_000;
const SIGNS = ["=", "\0", " ", "\t", "_", "-", ".", "/", "|", "&", "%", "{", "[", "(", "0", "a", '"', "一"];
const bytes = (text: string) => new TextEncoder().encode(text);

describe("logins of 64 KB, before anybody is known", () => {
  test.each(SIGNS)("of %j", (sign) => {
    const run = `${sign.repeat(FIELD_CHARS)}x`;
    const nowMs = 1_600_000_000_000;
    for (const head of ["", "version=2018-10-31&res=products/p/devices/d&et=9&method=md5&sign="]) {
      const password = bytes(head + run);
      readLogin({ clientId: "d", username: "d&pk", password, nowMs });
      readLogin({ clientId: "d", username: "p", password, nowMs });
      readToken(head + run);
    }
    readLogin({ clientId: run, username: run, password: bytes("p"), nowMs });
    readLogin({ clientId: `d|${run}|`, username: `d&${run}`, password: bytes("p"), nowMs });
  });
});

describe("payloads", () => {
  test("a number that is none", () => {
    const zeros = "0".repeat(PACKET_CHARS);
    expect(["E", ".E", "e+"].map((tail) => readNumber(zeros + tail))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("a terminator that does not end it", () => {
    const body = `${"\0".repeat(60_000)}x`;
    const head = [7, body.length >> 8, body.length & 0xff];
    expect(readFrame(new Uint8Array([...head, ...bytes(body)]), false).ok).toBeBoolean();
  });

  test("a whole number of a megabyte", () => {
    const digits = "9".repeat(1_000_000);
    expect(readJson(bytes(`{"a":${digits}}`), true)).toEqual({
      ok: true,
      value: { a: Number.POSITIVE_INFINITY },
    });
    expect(parseLenientJson(`{a:${digits}}`, true)).toBeDefined();
  });
});

describe("files and settings that people bring", () => {
  test("headings", () => {
    const columns = guessColumns(["(".repeat(1_000_000), `标签.${"\t".repeat(1_000_000)}.\n`]);
    expect(columns).toHaveLength(2);
  });

  test("a number format and an address", () => {
    expect(isDateFormat(200, "[\n".repeat(500_000))).toBe(false);
    expect(readNetwork(`${"%".repeat(500_000)}\n%`)).toBeUndefined();
  });

  test("a thing model", async () => {
    const unit = `一${"一".repeat(3_000)}/${"\t".repeat(3_000)}\n`;
    const property = {
      identifier: "a",
      name: "a",
      functionType: "u",
      accessMode: "r",
      dataType: { type: "int32", specs: { unit } },
    };
    await readModelFile(
      bytes(
        JSON.stringify({ version: "1.0", profile: {}, properties: [property], events: [], services: [] }),
      ),
    );
  });
});
