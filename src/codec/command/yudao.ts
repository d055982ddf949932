// Commands in yudao's form: Alink's envelope, with one topic for all services (dialects 2.7).

import { ok } from "../../spine/result.ts";
import type { Encode } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { unsupported, wireInput, wireValues } from "./wire.ts";

export const encodeYudao: Encode = (command, to) => {
  if (command.kind === "raw") return unsupported("yudao", command.kind);
  const base = `/sys/${to.productKey}/${to.deviceName}/thing`;
  const id = String(to.id);
  const isSet = command.kind === "property_set";
  const method = isSet ? "thing.property.set" : "thing.service.invoke";
  const params = isSet
    ? wireValues(command.values, to.model.properties, "alink")
    : { identifier: command.identifier, inputParams: wireInput(command, to.model, "alink") };
  return ok({
    topic: `${base}/${isSet ? "property/set" : "service/invoke"}`,
    payload: writeJson({ id, version: "1.0", method, params }),
    answer: { method, reqId: id },
  });
};
