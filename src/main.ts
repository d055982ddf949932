// The process: arguments in, signals to a stop, exit code out.
// Owns: process.exit, the signal handlers and the standard streams.
// Promises: the first SIGTERM or SIGINT (on Windows Ctrl-C, Ctrl-Break, a closed console) stops in good order, the second at once.
// Must never: hold logic that a test could not reach without a process.

import { fullGC } from "bun:jsc";
import { runCli, type Shell } from "./cli/cli.ts";
import { watchMemory } from "./kit/memory-watch.ts";
import { systemClock } from "./spine/clock.ts";

const stop = new AbortController();
const CODE_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGBREAK: 149 } as const;
// On Windows a console that is closed, and Ctrl-Break; elsewhere SIGHUP stays with nohup and its like.
const more = process.platform === "win32" ? (["SIGHUP", "SIGBREAK"] as const) : [];
for (const signal of ["SIGINT", "SIGTERM", ...more] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(CODE_OF_SIGNAL[signal]);
    stop.abort();
  });
}

const shell: Shell = {
  clock: systemClock,
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  signal: stop.signal,
};

const code = await runCli(
  process.argv.slice(2),
  {
    openApp: async (config) => {
      watchMemory(systemClock, { rssBytes: () => process.memoryUsage.rss(), collect: fullGC });
      return (await import("./app.ts")).openApp(config);
    },
  },
  shell,
);
process.exit(code);
