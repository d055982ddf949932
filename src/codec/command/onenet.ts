// Commands in OneNET's forms: Studio's OneJSON and the command topics beside it (dialects 2.1.2, 2.1.3), and those of
// the first MQTT (2.1.4), where a command is any bytes.

import { ok } from "../../spine/result.ts";
import type { Encode, EncodeContext } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { wireInput, wireValues } from "./wire.ts";

/** Compact, and in this key order: firmware looks for its parts with strstr. */
function makeMessage(id: string, params: object): string {
  return `{"id":"${id}","version":"1.0","params":${writeJson(params)}}`;
}

export const encodeOnenet: Encode = (command, to) => {
  const id = String(to.id);
  if (command.kind === "raw") {
    const root = to.gateway === undefined ? "$sys" : "$subdev";
    const topic = `${root}/${to.productKey}/${to.deviceName}/cmd/request/${id}`;
    return ok({ topic, payload: command.payload, answer: { method: "cmd", reqId: id } });
  }
  if (to.gateway !== undefined) return ok(encodeForChild(command, to, to.gateway));
  const base = `$sys/${to.productKey}/${to.deviceName}/thing`;
  if (command.kind === "property_set") {
    const payload = makeMessage(id, wireValues(command.values, to.model.properties, "json"));
    return ok({
      topic: `${base}/property/set`,
      payload,
      answer: { method: "thing.property.set", reqId: id },
    });
  }
  const { identifier } = command;
  return ok({
    topic: `${base}/service/${identifier}/invoke`,
    payload: makeMessage(id, wireInput(command, to.model, "json")),
    answer: { method: `thing.service.${identifier}.invoke`, reqId: id },
  });
};

/** The gateway is told whom it is for, and answers under its own name. */
function encodeForChild(
  command: Exclude<Parameters<Encode>[0], { kind: "raw" }>,
  to: EncodeContext,
  { productKey, deviceName }: NonNullable<EncodeContext["gateway"]>,
) {
  const base = `$sys/${productKey}/${deviceName}/thing/sub`;
  const id = String(to.id);
  const child = { productID: to.productKey, deviceName: to.deviceName };
  if (command.kind === "property_set") {
    const params = wireValues(command.values, to.model.properties, "json");
    const payload = makeMessage(id, { ...child, params });
    const answer = { method: "thing.sub.property.set", reqId: id, isFromGateway: true };
    return { topic: `${base}/property/set`, payload, answer };
  }
  const { identifier } = command;
  const payload = makeMessage(id, { ...child, identifier, input: wireInput(command, to.model, "json") });
  const answer = { method: "thing.sub.service.invoke", reqId: id, isFromGateway: true };
  return { topic: `${base}/service/invoke`, payload, answer };
}

/** `$creq/{uuid}`: the values as one JSON object, a service as `{method, params}`, raw bytes as they are. */
export const encodeLegacy: Encode = (command, { id, model }) => {
  const reqId = String(id);
  const answer = { method: "cmd", reqId };
  const topic = `$creq/${reqId}`;
  switch (command.kind) {
    case "raw":
      return ok({ topic, payload: command.payload, answer });
    case "property_set":
      return ok({
        topic,
        payload: writeJson(wireValues(command.values, model.properties, "alink")),
        answer,
      });
    case "service": {
      const params = wireInput(command, model, "alink");
      return ok({ topic, payload: writeJson({ method: command.identifier, params }), answer });
    }
  }
};
