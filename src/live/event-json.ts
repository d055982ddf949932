// An event of the log in the words of the API.

import { toJson } from "../kit/plain-json.ts";
import { describeError, isErrorCode, type Language } from "../spine/error.ts";
import type { LogEvent } from "../spine/event.ts";

/** What of the event is told; a refusal also as a sentence in the reader's language. */
export function eventJson(event: LogEvent, language: Language): unknown {
  const { seq, productKey, deviceName, ts } = event;
  const from = { seq, productKey, deviceName, ts };
  switch (event.kind) {
    case "property":
      return { ...from, points: event.points };
    case "event":
      return { ...from, identifier: event.identifier, level: event.level, output: event.output };
    case "reply":
      return { ...from, method: event.method, code: event.code, output: toJson(event.output) };
    case "state":
      return { ...from, state: event.state, reason: event.reason, address: event.address };
    case "lifecycle":
      return {
        ...from,
        action: event.action,
        actor: event.actor,
        fields: event.fields,
        params: event.params,
      };
    case "refused": {
      const { code, subject, params, isStored } = event;
      const text = isErrorCode(code) ? describeError(code, params, language) : code;
      return { ...from, code, subject, params, isStored, text };
    }
  }
}
