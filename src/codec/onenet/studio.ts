// OneNET Studio, `$sys/{pid}/{dn}/thing/...`: reports, packed reports of a gateway, desired values, answers
// (OneNET Studio, "OneJSON": properties and events, desired values, services).

import { numberOf, textOf } from "../../kit/scalar.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { LogEvent } from "../../spine/event.ts";
import { POINTS_PER_UPLINK } from "../../spine/limits.ts";
import { readBatchPost, readPropertyPost } from "../alink/posts.ts";
import { checkOf, isRecord } from "../check.ts";
import { childOf, joinFailures, makeDecoded, makeReplyEvent, refuse } from "../decoded.ts";
import type { DecodeContext, Decoded, Route } from "../dialect.ts";
import { Report } from "../report.ts";
import { childrenRoute } from "./children.ts";
import { makeReply, outcomeOf, readEnvelope, SUCCESS } from "./envelope.ts";

/** The reports of one message: the sender's own and those of its children. */
class Parcel {
  /** Why the message as a whole is refused. */
  failure: Failure | undefined;
  private readonly reports = new Map<string, Report>();
  private readonly strangers: Failure[] = [];

  constructor(
    private readonly context: DecodeContext,
    private readonly id: string,
  ) {}

  /** The report that `identity` names: the sender's own without one; undefined for a device that is not its child. */
  of(identity: unknown): Report | undefined {
    const { productID = "", deviceName = "" } = isRecord(identity) ? identity : {};
    const name = { productKey: textOf(productID), deviceName: textOf(deviceName) };
    const isOwn =
      (name.deviceName === "" || name.deviceName === this.context.deviceName) &&
      (name.productKey === "" || name.productKey === this.context.productKey);
    if (isOwn) return this.report("", this.context);
    const child = childOf(this.context, name);
    if (child.ok) return this.report(`${name.productKey}/${name.deviceName}`, child.value);
    this.strangers.push(child.error);
    return undefined;
  }

  private report(key: string, context: DecodeContext): Report {
    const known = this.reports.get(key);
    if (known) return known;
    const made = new Report(context, this.id);
    this.reports.set(key, made);
    return made;
  }

  /** One device's refused part leaves the others'; a message with nothing else in it is refused whole. */
  toDecoded(flag: Failure | undefined): Decoded {
    const reports = [...this.reports.values()];
    const refused = reports.flatMap((report) => report.failure ?? []).concat(this.strangers);
    const count = reports.reduce((sum, report) => sum + report.points.length, 0);
    if (count > POINTS_PER_UPLINK)
      this.failure ??= failure("too_many_points", { count, limit: POINTS_PER_UPLINK });
    const events: LogEvent[] = reports.flatMap((report) => report.toEvents());
    if (events.length === 0) this.failure ??= joinFailures(refused);
    if (this.failure) return refuse(this.failure, makeReply(this.id, outcomeOf(this.failure)));
    const flags = reports.flatMap((report) => (report.failure ? [] : report.flags));
    return makeDecoded({
      events,
      flags: flag ? [flag, ...flags] : flags,
      left: [...reports.flatMap((report) => (report.failure ? [] : report.left)), ...refused],
      reply: makeReply(this.id, SUCCESS),
    });
  }
}

type ReadParams = (params: unknown, parcel: Parcel) => void;

function makeReportRoute(topic: string, read: ReadParams): Route {
  return {
    replyTopic: `${topic}/reply`,
    decode(payload, context) {
      const envelope = readEnvelope(payload, checkOf(context.model).hasLong);
      if (!envelope.ok) return refuse(envelope.error, makeReply("", outcomeOf(envelope.error)));
      const { id, body, flag } = envelope.value;
      const parcel = new Parcel(context, id);
      read(body.params, parcel);
      return parcel.toDecoded(flag);
    },
  };
}

const readProperties: ReadParams = (params, parcel) => {
  const report = parcel.of(undefined);
  if (report) readPropertyPost(params, report);
};

/** `{alarm: {value: {...}, time}, ...}`: all events share one topic. */
const readEvents: ReadParams = (params, parcel) => {
  if (!isRecord(params)) {
    parcel.failure = failure("payload_shape", { detail: "params must be an object of events" });
    return;
  }
  for (const [event, sent] of Object.entries(params)) {
    if (isRecord(sent) && "value" in sent) parcel.of(undefined)?.addEvent(event, sent.value, sent.time);
    else parcel.of(undefined)?.addEvent(event, sent, undefined);
  }
};

/** `[{identity, properties, events}, ...]`, each property or event with one value (pack) or a list (history). */
const readPacks: ReadParams = (params, parcel) => {
  const packs = isRecord(params) ? [params] : params;
  if (!Array.isArray(packs)) {
    parcel.failure = failure("payload_shape", { detail: "params must be a list of reports" });
    return;
  }
  for (const pack of packs) {
    const report = parcel.of(isRecord(pack) ? pack.identity : undefined);
    if (report) readBatchPost(pack, report);
  }
};

/** Desired values are not kept yet: nothing is desired, and there is nothing to clear. */
function makeDesiredRoute(topic: string, json: string | undefined): Route {
  return {
    replyTopic: `${topic}/reply`,
    decode(payload) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error, makeReply("", outcomeOf(envelope.error)));
      return makeDecoded({ reply: makeReply(envelope.value.id, SUCCESS, json) });
    },
  };
}

/** A device's answer to something we sent: logged, never answered. */
function makeAnswerRoute(method: string): Route {
  return {
    replyTopic: undefined,
    decode(payload, context) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error);
      const { id, body } = envelope.value;
      const code = numberOf(body.code ?? 0);
      const answer = { reqId: id, method, code: Number.isSafeInteger(code) ? code : 0, output: body.data };
      return makeDecoded({ events: [makeReplyEvent(context, answer)] });
    },
  };
}

const ANSWER_TAIL =
  /^((?:property\/[gs]et|service\/[A-Za-z0-9_]+\/invoke|sub\/(?:property\/[gs]et|service\/invoke|topo\/change))(?=_reply$)|sub\/topo\/get\/result$)/;

/** `tail` is what follows `.../thing/` in `topic`. */
export function studioRoute(topic: string, tail: string): Route | undefined {
  switch (tail) {
    case "property/post":
      return makeReportRoute(topic, readProperties);
    case "event/post":
      return makeReportRoute(topic, readEvents);
    case "pack/post":
    case "history/post":
      return makeReportRoute(topic, readPacks);
    case "property/desired/get":
      return makeDesiredRoute(topic, "{}");
    case "property/desired/delete":
      return makeDesiredRoute(topic, undefined);
  }
  const answered = ANSWER_TAIL.exec(tail)?.[1];
  if (answered) return makeAnswerRoute(`thing.${answered.replaceAll("/", ".")}`);
  return childrenRoute(topic, tail);
}
