import * as v from "valibot";
import { named } from "../http/http.ts";
import { describeError, type Failure, type Language } from "../spine/error.ts";
import type { Command } from "./contract.ts";

export const COMMAND_STATES = ["queued", "sent", "succeeded", "failed", "expired", "cancelled"] as const;

const Time = v.pipe(v.number(), v.description("UTC ms"));
const ReasonJson = v.object({
  code: v.string(),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
  text: v.pipe(v.string(), v.description("In your language")),
});

export const CommandJson = named(
  "Command",
  v.object({
    id: v.number(),
    productKey: v.string(),
    deviceName: v.string(),
    kind: v.picklist(["property_set", "service", "raw"]),
    identifier: v.pipe(v.nullable(v.string()), v.description("Of a service")),
    request: v.pipe(
      v.record(v.string(), v.unknown()),
      v.description("Values by property, the input of a service, or {base64}"),
    ),
    state: v.picklist(COMMAND_STATES),
    actor: v.string(),
    createdAt: Time,
    expiresAt: v.pipe(v.number(), v.description("Not sent after this, UTC ms")),
    timeoutMs: v.pipe(v.number(), v.description("How long the device's answer may take")),
    sentAt: v.nullable(Time),
    settledAt: v.nullable(Time),
    confirmedBy: v.pipe(
      v.nullable(v.picklist(["answer", "report", "write"])),
      v.description(
        "Of one that succeeded: the device answered, reported the values, or the field bus wrote them; null: it was delivered, more is not known",
      ),
    ),
    output: v.pipe(v.nullable(v.record(v.string(), v.unknown())), v.description("What the device answered")),
    error: v.pipe(v.nullable(ReasonJson), v.description("Why it failed or expired")),
    waiting: v.pipe(v.nullable(ReasonJson), v.description("Why it has not been sent yet")),
  }),
);

/** `waiting`: why it still waits. */
export function commandJson(
  command: Command,
  { waiting, language }: { readonly waiting: Failure | undefined; readonly language: Language },
): v.InferOutput<typeof CommandJson> {
  const { id, productKey, deviceName, kind, identifier, request, state, actor } = command;
  return {
    ...{ id, productKey, deviceName, kind, identifier: identifier === "" ? null : identifier, request },
    ...{ state, actor, createdAt: command.createdAt, expiresAt: command.expiresAt },
    timeoutMs: command.timeoutMs,
    sentAt: command.sentAt ?? null,
    settledAt: command.settledAt ?? null,
    confirmedBy: command.confirmedBy ?? null,
    output: command.output ?? null,
    error: reasonJson(command.failure, language),
    waiting: reasonJson(waiting, language),
  };
}

function reasonJson(why: Failure | undefined, language: Language): v.InferOutput<typeof ReasonJson> | null {
  if (why === undefined) return null;
  return { code: why.code, params: why.params, text: describeError(why.code, why.params, language) };
}
