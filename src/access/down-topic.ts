// Topics on which a device hears without subscribing: whose they are.

import { dialects } from "../codec/codec.ts";

export interface Hearer {
  readonly productKey: string;
  readonly deviceName: string;
  /** The dialect that has the topic: a device that speaks another does not hear it. */
  readonly dialect: string;
}

interface Form {
  readonly dialect: string;
  readonly levels: readonly string[];
}

/** The documented topics are the table: `/sys/{productKey}/{deviceName}/thing/service/{identifier}`. */
const FORMS: readonly Form[] = dialects
  .filter(({ hasAutoSubscription }) => hasAutoSubscription)
  .flatMap(({ name, routes }) =>
    routes
      .filter(({ direction, pattern }) => direction === "down" && pattern.includes("{deviceName}"))
      .map(({ pattern }) => ({ dialect: name, levels: pattern.split("/") })),
  );

/** The device that `topic` reaches without a subscription; undefined when it is no such topic. */
export function hearerOf(topic: string): Hearer | undefined {
  const levels = topic.split("/");
  for (const form of FORMS) {
    if (form.levels.length !== levels.length) continue;
    const isOfForm = form.levels.every((level, at) => level.startsWith("{") || level === levels[at]);
    if (!isOfForm) continue;
    const part = (name: string) => levels[form.levels.indexOf(name)] ?? "";
    return {
      productKey: part("{productKey}"),
      deviceName: part("{deviceName}"),
      dialect: form.dialect,
    };
  }
  return undefined;
}
