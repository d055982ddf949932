// Commands in the form of JetLinks' official protocol (dialects 2.8).

import { ok } from "../../spine/result.ts";
import type { Encode } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { unsupported, wireInput, wireValues } from "./wire.ts";

export const encodeJetLinks: Encode = (command, to) => {
  if (command.kind === "raw") return unsupported("jetlinks", command.kind);
  const { productKey, deviceName, gateway } = to;
  const base =
    gateway === undefined
      ? `/${productKey}/${deviceName}`
      : `/${gateway.productKey}/${gateway.deviceName}/child/${deviceName}`;
  const messageId = String(to.id);
  const head = { messageId, deviceId: deviceName, timestamp: to.ts };
  if (command.kind === "property_set") {
    const properties = wireValues(command.values, to.model.properties, "json");
    return ok({
      topic: `${base}/properties/write`,
      payload: writeJson({ ...head, properties }),
      answer: { method: "properties.write", reqId: messageId },
    });
  }
  const { identifier } = command;
  const input = wireInput(command, to.model, "json");
  const inputs = Object.entries(input).map(([name, value]) => ({ name, value }));
  return ok({
    topic: `${base}/function/invoke`,
    // The documents say `function`, the platform writes `functionId`: firmware reads either.
    payload: writeJson({ ...head, function: identifier, functionId: identifier, inputs }),
    answer: { method: "function.invoke", reqId: messageId },
  });
};
