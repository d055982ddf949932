import { mqttAdapter } from "./mqtt/mqtt.ts";

/** Every adapter, literally: a compiled executable has no folder to scan. */
export const adapters = [mqttAdapter] as const;
