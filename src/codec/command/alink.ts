// Commands in Alink (dialects 2.2.2, 2.2.7). MCU firmware reads them with strstr and sscanf: key order and spacing matter.

import { ok } from "../../spine/result.ts";
import type { DownCommand, Encode, EncodeContext, Encoded } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { wireInput, wireValues } from "./wire.ts";

/** Alibaba's ids have nine digits or ten, below 2^32. */
const FIRST_ID = 100_000_000;

function idOf(id: number): string {
  return String(FIRST_ID + (id % 4_000_000_000));
}

function makeMessage(method: string, id: string, params: object): string {
  return `{"method":"${method}","id":"${id}","params":${writeJson(params)},"version":"1.0.0"}`;
}

/** As Alibaba's cloud sends them: a service that is called `sync` comes by RRPC. */
export const encodeAlink: Encode = (command, to) => ok(encode(command, to, true));

/** Without RRPC: firmware that somebody wrote by hand listens on the service's own topic. */
export const encodePlain: Encode = (command, to) => ok(encode(command, to, false));

function encode(command: DownCommand, to: EncodeContext, hasRrpc: boolean): Encoded {
  const base = `/sys/${to.productKey}/${to.deviceName}`;
  const id = idOf(to.id);
  switch (command.kind) {
    case "property_set": {
      const method = "thing.service.property.set";
      const params = wireValues(command.values, to.model.properties, "alink");
      const payload = makeMessage(method, id, params);
      return { topic: `${base}/thing/service/property/set`, payload, answer: { method, reqId: id } };
    }
    case "service": {
      const { identifier } = command;
      const method = `thing.service.${identifier}`;
      const payload = makeMessage(method, id, wireInput(command, to.model, "alink"));
      const service = to.model.services.find((one) => one.identifier === identifier);
      if (hasRrpc && service?.callType === "sync")
        return { topic: `${base}/rrpc/request/${id}`, payload, answer: { method: "rrpc", reqId: id } };
      return { topic: `${base}/thing/service/${identifier}`, payload, answer: { method, reqId: id } };
    }
    case "raw":
      return { topic: `${base}/thing/model/down_raw`, payload: command.payload, answer: undefined };
  }
}
