import { openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { describeLog } from "../contract/log.ts";
import { ScriptedWriter } from "./scripted-writer.ts";

describeLog("its Worker", (dir, limits = {}) => openLog({ dir, limits, clock: systemClock }));
describeLog("a writer in the same thread", (dir, limits = {}) =>
  openLog({ dir, limits, clock: systemClock, openWriter: new ScriptedWriter().open }),
);
