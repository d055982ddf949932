// Commands in ThingsBoard's form: properties are shared attributes, services are server-side RPC (dialects 2.8).

import { ok } from "../../spine/result.ts";
import type { Encode } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { unsupported, wireInput, wireValues } from "./wire.ts";

/** A device takes an attribute without a word; what it then reports is the confirmation. */
export const encodeThingsBoard: Encode = (command, to) => {
  if (command.kind === "raw") return unsupported("thingsboard", command.kind);
  const device = to.gateway === undefined ? undefined : to.deviceName;
  if (command.kind === "property_set") {
    const data = wireValues(command.values, to.model.properties, "json");
    const topic = device === undefined ? "v1/devices/me/attributes" : "v1/gateway/attributes";
    const payload = writeJson(device === undefined ? data : { device, data });
    return ok({ topic, payload, answer: undefined });
  }
  const rpc = { method: command.identifier, params: wireInput(command, to.model, "json") };
  const answer = { method: "rpc", reqId: String(to.id) };
  if (device === undefined)
    return ok({ topic: `v1/devices/me/rpc/request/${to.id}`, payload: writeJson(rpc), answer });
  const payload = writeJson({ device, data: { id: to.id, ...rpc } });
  return ok({ topic: "v1/gateway/rpc", payload, answer });
};
