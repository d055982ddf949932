import { tryMapping } from "../codec/codec.ts";
import type { MappingRoutesDeps } from "../products/mapping-routes.ts";
import type { Clock } from "../spine/clock.ts";

/** Tries a mapping as the device plane would use it: with the product's model, now, and what is kept how long. */
export function makeMappingTrial(options: {
  readonly clock: Pick<Clock, "now">;
  readonly retentionDays: number;
}): MappingRoutesDeps["tryMapping"] {
  return ({ productKey, nodeType, model, validation }, { mapping, deviceName, topic, payload }) => {
    const device = { productKey, deviceName, product: { nodeType, model, validation, mapping } };
    return tryMapping({
      device,
      topic,
      payload,
      nowMs: options.clock.now(),
      retentionDays: options.retentionDays,
    });
  };
}
