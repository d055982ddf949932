// Thread entry of one COM port: it waits where Windows would let the whole process wait.

import { nextTurn } from "../../../kit/next-turn.ts";
import { systemClock } from "../../../spine/clock.ts";
import { openComCalls } from "./com-calls.ts";
import { ComLine, type ComOrder, type ComReport } from "./com-line.ts";

declare const self: Worker;

let line: ComLine | undefined;

self.onmessage = ({ data: order }: MessageEvent<ComOrder>) => {
  if (order.is !== "open") {
    line?.obey(order);
    return;
  }
  const say = (report: ComReport) => self.postMessage(report);
  const { path, settings, bell } = order;
  line = new ComLine({ path, settings, calls: openComCalls(bell), clock: systemClock, say });
  void run(line);
};

/** Between two waits the thread takes its orders. */
async function run(opened: ComLine): Promise<void> {
  if (!opened.open()) return;
  do await nextTurn();
  while (opened.turn());
}
