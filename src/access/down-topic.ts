// Topics on which a device hears without subscribing: whose they are.

import { dialects } from "../codec/codec.ts";

export interface Hearer {
  readonly productKey: string;
  readonly deviceName: string;
  /** The dialect that has the topic: a device that speaks another does not hear it. */
  readonly dialect: string;
}

/** The two names stand side by side in every such topic: `/sys/{productKey}/{deviceName}/thing/...`. */
const LEVELS_MAX = 16;
const AUTO = dialects.filter(({ hasAutoSubscription }) => hasAutoSubscription);

/** The devices that `topic` may reach without a subscription: it is theirs to receive, and not to publish. */
export function hearersOf(topic: string): readonly Hearer[] {
  const levels = topic.split("/");
  if (levels.length > LEVELS_MAX) return [];
  const found: Hearer[] = [];
  for (let at = 0; at + 1 < levels.length; at++) {
    const [productKey = "", deviceName = ""] = levels.slice(at, at + 2);
    if (productKey === "" || deviceName === "") continue;
    for (const { name, route, maySubscribe } of AUTO) {
      const isItsOwn = maySubscribe(topic, productKey, deviceName);
      if (isItsOwn && route(topic, productKey, deviceName) === undefined)
        found.push({ productKey, deviceName, dialect: name });
    }
  }
  return found;
}
