// OneNET data points, commands and images: `$sys/{pid}/{dn}/dp|cmd|image/...`, for a sub-device under `$subdev/`
// (OneNET MQTTS, "topics"). What is stored under a stream's name is a property of that name.

import { type Failure, failure } from "../../spine/error.ts";
import { checkOf, isRecord } from "../check.ts";
import { makeDecoded, makeReplyEvent, refuse } from "../decoded.ts";
import type { Decoded, DeviceAnswer, Route } from "../dialect.ts";
import { Report } from "../report.ts";
import { bytesToOutput, readEnvelope, valuesToJson } from "./envelope.ts";

const MOST_ID = 2_147_483_647;
/** Above this a time is in milliseconds: as seconds it would be the year 5138. */
const MOST_SECONDS = 100_000_000_000;
/** An answer to a command must be smaller than 1 KiB. */
const ANSWER_BYTES = 1_024;

function rejected(why: Failure, topic: string, error: string): Decoded {
  return { ...refuse(why, error), replyTopic: `${topic}/rejected` };
}

const illegal = (id: number) => `{"id":${id},"err_code":98,"err_msg":"Illegal Data"}`;

/** -1 where there is none, as OneNET answers it. */
function readId(id: string): number {
  const value = /^\d{1,10}$/.test(id) ? Number(id) : -1;
  return value >= 1 && value <= MOST_ID ? value : -1;
}

/** Seconds (or milliseconds, told by their size) to UTC ms; anything else as it is, to be refused as a time. */
function toMs(time: unknown): unknown {
  const value = typeof time === "string" && /^\d{1,16}$/.test(time) ? Number(time) : time;
  if (typeof value !== "number") return time ?? undefined;
  return value < MOST_SECONDS ? Math.round(value * 1000) : value;
}

/** `{temp: [{v: 30, t: 1552289676}], ...}` */
function readPoints(dp: unknown, report: Report): void {
  if (!isRecord(dp)) {
    report.failure = failure("payload_shape", { detail: "dp must be an object of streams" });
    return;
  }
  for (const [stream, sent] of Object.entries(dp)) {
    for (const point of Array.isArray(sent) ? sent : [sent]) {
      if (isRecord(point) && "v" in point)
        report.addProperty(stream, { value: point.v, time: toMs(point.t) });
      else
        report.failure ??= failure("payload_shape", {
          detail: `${stream} must be a list of {"v": ..., "t": ...}`,
        });
    }
  }
}

function stored(report: Report, flag: Failure | undefined, reply: string): Decoded {
  const flags = flag ? [flag, ...report.flags] : report.flags;
  return makeDecoded({ events: report.toEvents(), flags, left: report.left, reply });
}

function makePostRoute(topic: string): Route {
  return {
    replyTopic: `${topic}/accepted`,
    decode(payload, context) {
      const envelope = readEnvelope(payload, checkOf(context.model).hasLong);
      if (!envelope.ok) return rejected(envelope.error, topic, illegal(-1));
      const id = readId(envelope.value.id);
      if (id < 0) {
        const detail = "id must be a whole number from 1 to 2147483647";
        return rejected(failure("payload_shape", { detail }), topic, illegal(id));
      }
      const report = new Report(context, String(id));
      readPoints(envelope.value.body.dp, report);
      if (report.failure) return rejected(report.failure, topic, illegal(id));
      return stored(report, envelope.value.flag, `{"id":${id}}`);
    },
  };
}

/** The device's answer to `cmd/request/{cmdid}`: any bytes. */
function makeCommandRoute(topic: string, cmdid: string): Route {
  return {
    replyTopic: `${topic}/accepted`,
    decode(payload, context) {
      if (payload.length >= ANSWER_BYTES) {
        const why = failure("payload_too_large", { size: payload.length, limit: ANSWER_BYTES - 1 });
        return rejected(why, topic, '{"err_code":99,"err_msg":"maximum payload size exceeded"}');
      }
      const answer = { reqId: cmdid, method: "cmd", code: 200, output: bytesToOutput(payload) };
      return makeDecoded({ events: [makeReplyEvent(context, answer)], reply: "" });
    },
  };
}

/** `{"state":{"reported":{...}}}`: the reported state is stored; a desired one is not kept yet. */
function makeImageUpdateRoute(topic: string): Route {
  const reject = (why: Failure, code: number, text: string) =>
    rejected(why, topic, `{"err_code":${code},"err_msg":"${text}"}`);
  return {
    replyTopic: `${topic}/accepted`,
    decode(payload, context) {
      const envelope = readEnvelope(payload, checkOf(context.model).hasLong);
      if (!envelope.ok) return reject(envelope.error, 160, "illegal json");
      const { state } = envelope.value.body;
      if (!isRecord(state))
        return reject(failure("payload_shape", { detail: "state is missing" }), 163, "state key not found");
      if (!isRecord(state.reported)) {
        const detail = "state must have reported; desired state is not kept";
        const isDesired = isRecord(state.desired);
        return isDesired
          ? reject(failure("payload_shape", { detail }), 128, "unspecified error")
          : reject(failure("payload_shape", { detail }), 164, "desired or reported key not found");
      }
      const report = new Report(context, envelope.value.id);
      for (const [property, value] of Object.entries(state.reported)) report.addProperty(property, { value });
      if (report.failure) return reject(report.failure, 165, "invalid parameters");
      return stored(report, envelope.value.flag, "");
    },
  };
}

/** The image is what was reported last. */
function makeImageGetRoute(topic: string): Route {
  const answer = (outcome: DeviceAnswer) => {
    if (outcome.failure)
      return { topic: `${topic}/rejected`, payload: '{"err_code":128,"err_msg":"unspecified error"}' };
    return { payload: `{"state":{"reported":${valuesToJson(outcome.values)}}}` };
  };
  return {
    replyTopic: `${topic}/accepted`,
    decode() {
      return makeDecoded({
        ask: { request: { kind: "latest", child: undefined, properties: undefined }, answer },
      });
    },
  };
}

/** `tail` is what follows the device's names in `topic`. */
export function streamRoute(topic: string, tail: string): Route | undefined {
  if (tail === "dp/post/json") return makePostRoute(topic);
  if (tail === "image/update") return makeImageUpdateRoute(topic);
  if (tail === "image/get") return makeImageGetRoute(topic);
  const cmdid = /^cmd\/response\/([^/]{1,128})$/.exec(tail)?.[1];
  return cmdid === undefined ? undefined : makeCommandRoute(topic, cmdid);
}
