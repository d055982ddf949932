// Why a link is down and how requests fail, as pages say it.

import { expect, test } from "bun:test";
import type { TFunction } from "i18next";
import { failureWords, reasonWords } from "../../../web/src/fieldbus/link-words.ts";

/** The key, with what is put into the text. */
const t = ((key: string, values?: object) =>
  values === undefined ? key : `${key} ${JSON.stringify(values)}`) as unknown as TFunction;

test("every reason that the server gives is told in words, with who has a port", () => {
  const words = (reason: string) => reasonWords(reason, t);
  expect([
    words("/dev/ttyUSB0 is in use"),
    words("/dev/ttyUSB0 is in use by minicom (pid 4711)"),
    words("/dev/ttyUSB0 failed"),
    words("closed by the DTU"),
    words("nothing came for too long"),
    words("replaced"),
    words("login refused"),
    words("logged out"),
    words("what answers does not speak Modbus"),
    words("no answer"),
    words("something new"),
  ]).toEqual([
    "trouble.reason.busy",
    'trouble.reason.busyBy {"owner":"minicom (pid 4711)"}',
    "trouble.reason.portFailed",
    "trouble.reason.dtuClosed",
    "trouble.reason.dtuSilent",
    "trouble.reason.replaced",
    "trouble.reason.loginRefused",
    "trouble.reason.loggedOut",
    "trouble.reason.notModbus",
    "trouble.reason.noAnswer",
    "something new",
  ]);
});

test("a failure is known by its code, with or without what it belongs to", () => {
  expect([
    failureWords("modbus_busy", t),
    failureWords("crc", t),
    failureWords("modbus_exception_0a", t),
    failureWords("exception 02", t),
    failureWords("exception 7F", t),
  ]).toEqual([
    "trouble.failure.busy",
    "trouble.failure.crc",
    'trouble.exception {"number":"0A","words":"trouble.exceptions.0A"}',
    'trouble.exception {"number":"02","words":"trouble.exceptions.02"}',
    "exception 7F",
  ]);
});
