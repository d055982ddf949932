// A COM port over calls that a test answers, in the order in which they come.

import { expect, test } from "bun:test";
import type { SerialSettings } from "../../../../src/net/serial/termios.ts";
import { type ComCalls, ComLine, type ComReport } from "../../../../src/net/serial/windows/com-line.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";

const PLAIN: SerialSettings = { baud: 10_000, dataBits: 8, parity: "none", stopBits: 1 };
const ABORTED = 995;
const GONE = 22;

type Answers = { readonly [K in keyof ComCalls]?: ReturnType<ComCalls[K]>[] };

/** Each call is answered by the next of its answers, and well once those are used up. */
function start(answers: Answers = {}, settings = PLAIN) {
  const said: ComReport[] = [];
  const called: string[] = [];
  const clock = makeManualClock();
  const answer = <K extends keyof ComCalls>(name: K, well: ReturnType<ComCalls[K]>, ...detail: unknown[]) => {
    called.push([name, ...detail].join(" "));
    return (answers[name]?.shift() as ReturnType<ComCalls[K]> | undefined) ?? well;
  };
  const calls: ComCalls = {
    open: (name) => answer("open", 0, name),
    state: () => answer("state", new Uint8Array(28)),
    configure: (dcb, timeouts) => answer("configure", 0, dcb.length, timeouts.length),
    purge: () => answer("purge", undefined),
    setRts: (isHigh) => answer("setRts", undefined, isHigh),
    read: () => answer("read", 0),
    wait: (ms) => answer("wait", "nothing", ms),
    taken: () => answer("taken", new Uint8Array()),
    write: (bytes, limitMs) => answer("write", 0, bytes.length, limitMs),
    probe: () => answer("probe", 0),
    sleep: (ms) => {
      clock.advance(ms);
      answer("sleep", undefined, ms);
    },
    close: () => answer("close", undefined),
  };
  const line = new ComLine({ path: "com3", settings, calls, clock, say: (report) => void said.push(report) });
  /** What was called since it was asked last. */
  const calledNow = () => called.splice(0).join(", ");
  return { line, said, calledNow };
}

const reports = (answers: Answers, settings?: SerialSettings) => {
  const { line, said, calledNow } = start(answers, settings);
  return { isOpen: line.open(), said, called: calledNow() };
};

test("it is opened, set, emptied and read", () => {
  expect(reports({})).toEqual({
    isOpen: true,
    said: [{ is: "opened" }],
    called: "open \\\\.\\COM3, state, configure 28 20, purge, read",
  });
});

test("why it cannot be had, in words; whatever was opened is closed", () => {
  const refusals = [{ open: [2] }, { open: [31] }, { state: [1] }, { configure: [87] }, { read: [5] }];
  const said = refusals.map((answers) => {
    const { isOpen, said, called } = reports(answers);
    expect([isOpen, called.endsWith("close")]).toEqual([false, true]);
    return said[0];
  });
  const fault = "unsuitable";
  expect(said).toEqual([
    { is: "refused", fault: "missing", text: "com3 is not there" },
    { is: "refused", fault, text: "com3 cannot be opened (Windows error 31)" },
    { is: "refused", fault, text: "com3 is not a serial port" },
    { is: "refused", fault, text: "com3 does not take 10000 8N1" },
    { is: "refused", fault, text: "com3 cannot be read (Windows error 5)" },
  ]);
});

test("one that is in use is tried for half a second, for the last user may be about to leave", () => {
  const busy = reports({ open: [5, 5, 5, 32, 170, 5] });
  expect([busy.said, busy.called.split("sleep 100").length]).toEqual([
    [{ is: "refused", fault: "busy", text: "com3 is in use" }],
    6,
  ]);
  expect(reports({ open: [5, 5] }).said).toEqual([{ is: "opened" }]);
});

test("what comes is handed on, and the next read begins", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const { line, said, calledNow } = start({ wait: ["read", "call"], taken: [bytes] });
  line.open();
  calledNow();
  expect([line.turn(), calledNow(), said.at(-1)]).toEqual([
    true,
    "wait 1000, taken, read",
    { is: "received", bytes },
  ]);
  expect([line.turn(), calledNow(), line.turn(), calledNow()]).toEqual([
    true,
    "wait 1000",
    true,
    "wait 1000, probe",
  ]);
});

test("a read that ends with nothing is begun again slowly, while the device is there", () => {
  const { line, said, calledNow } = start({ wait: ["read", "read"], taken: [ABORTED] });
  line.open();
  calledNow();
  const slowly = "wait 1000, taken, probe, sleep 20, read";
  expect([line.turn(), calledNow(), line.turn(), calledNow()]).toEqual([true, slowly, true, slowly]);
  expect(said).toEqual([{ is: "opened" }]);
});

test("pulled out: a read fails, or one without an end is asked after; it is lost once and closed", () => {
  const ways: Answers[] = [
    { wait: ["read"], taken: [GONE] },
    { wait: ["read"], taken: [ABORTED], probe: [GONE] },
    { wait: ["read"], taken: [Uint8Array.of(1)], read: [0, GONE] },
    { wait: ["nothing"], probe: [GONE] },
  ];
  for (const answers of ways) {
    const { line, said, calledNow } = start(answers);
    line.open();
    expect([line.turn(), line.turn()]).toEqual([false, false]);
    line.obey({ is: "write", bytes: Uint8Array.of(1) });
    line.obey({ is: "close" });
    expect(said.at(-1)).toEqual({ is: "lost", reason: "com3 hung up (Windows error 22)" });
    expect(
      calledNow()
        .split(", ")
        .filter((call) => call === "close"),
    ).toEqual(["close"]);
  }
});

test("orders: write, flush, close", () => {
  const { line, said, calledNow } = start();
  line.open();
  calledNow();
  line.obey({ is: "write", bytes: new Uint8Array(100) });
  line.obey({ is: "flush" });
  line.obey({ is: "close" });
  expect([line.turn(), calledNow(), said]).toEqual([
    false,
    "write 100 4200, purge, close",
    [{ is: "opened" }, { is: "written", size: 100 }, { is: "closed" }],
  ]);
});

test("a line that takes no output is lost", () => {
  const { line, said } = start({ write: [121] });
  line.open();
  line.obey({ is: "write", bytes: new Uint8Array(8) });
  expect(said.at(-1)).toEqual({ is: "lost", reason: "com3 takes no output" });
});

test("RS-485 that Windows cannot turn: RTS about the write, for as long as the line needs and the delays", () => {
  const rs485 = { isRtsHighOnSend: false, delayBeforeMs: 2, delayAfterMs: 3 };
  const { line, calledNow } = start({}, { ...PLAIN, rs485 });
  line.open();
  calledNow();
  line.obey({ is: "write", bytes: new Uint8Array(8) });
  expect(calledNow()).toBe("setRts false, sleep 2, write 8 4016, sleep 11, setRts true");
});
