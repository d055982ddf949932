import * as v from "valibot";
import {
  eventStream,
  listText,
  makeRouter,
  query,
  type Reach,
  type Router,
  reachOf,
  requireReached,
  route,
} from "../http/http.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import { splitDeviceKey } from "../spine/ids.ts";
import { eventJson } from "./event-json.ts";
import { LIVE_KINDS, type Live, type LiveSink } from "./live.ts";
import { reachedPart } from "./reached-part.ts";

export interface LiveRoutesDeps {
  readonly live: Live;
  readonly clock: Clock;
  readonly resolveDevice: (productKey: string, deviceName: string) => number | undefined;
}

const LiveQuery = v.object({
  device: v.optional(v.pipe(v.string(), v.description("`productKey/deviceName`"))),
  kinds: v.optional(
    v.pipe(
      listText(v.string(), LIVE_KINDS.length),
      v.transform((words) => words.flatMap((word) => word.split(","))),
      v.array(v.picklist(LIVE_KINDS)),
      v.description("Of one device: which kinds, separated by commas; all unless given"),
    ),
  ),
});

/** `/live`: server-sent events. */
export function liveRoutes({ live, clock, resolveDevice }: LiveRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/live",
    route({
      id: "followLive",
      tag: "live",
      summary: "What happens, as it becomes durable",
      description:
        "Server-sent events. With `device`: messages named after the kind of event. " +
        "Without: `state` of all devices and, each second, `counters` (for who reaches everything). " +
        "`skipped` tells a slow reader how much was left out; the newest values are always sent.",
      allow: "read",
      reach: "filtered",
      media: "text/event-stream",
      returns: v.string(),
      errors: ["not_found", "too_many_connections"],
    }),
    query(LiveQuery),
    (c) => {
      const { device, kinds = [...LIVE_KINDS] } = c.req.valid("query");
      const within = reachOf(c);
      const deviceId = device === undefined ? undefined : idOf(device, resolveDevice, within);
      // Before the stream is made: afterwards it could only be cut.
      if (!live.hasRoom()) throw new AppError("too_many_connections", { limit: live.clientLimit });
      const language = c.get("language");
      return eventStream(c, clock, (stream) => {
        const sink: LiveSink = {
          // How much there is in all is for those who may see it all.
          send: (name, message) => (name === "counters" && !within.isAll) || stream.send(name, message),
          write(event) {
            const shown = within.isAll ? event : reachedPart(event, within);
            return shown === undefined || stream.send(shown.kind, eventJson(shown, language));
          },
          backlogBytes: stream.backlogBytes,
          close: stream.close,
        };
        return deviceId === undefined ? live.followAll(sink) : live.followDevice(deviceId, kinds, sink);
      });
    },
  );
  return api;
}

/** Throws `out_of_scope` or `not_found`. */
function idOf(device: string, resolveDevice: LiveRoutesDeps["resolveDevice"], reach: Reach): number {
  const key = splitDeviceKey(device);
  requireReached(reach.isAll || (key !== undefined && reach.touchesDevice(key.productKey, key.deviceName)));
  const deviceId = key && resolveDevice(key.productKey, key.deviceName);
  if (deviceId === undefined) throw new AppError("not_found", { what: `device ${device}` });
  return deviceId;
}
