import { planCalculations } from "../spine/calculation-plan.ts";
import type { Stores } from "./stores.ts";

/**
 * Calculated properties go on from stored values, so those that the log still holds from before must be among them
 * when the first device speaks. At once where nothing is calculated, or nothing is behind.
 */
export async function reachStoredValues({
  products,
  telemetry,
  log,
}: Pick<Stores, "products" | "telemetry" | "log">): Promise<void> {
  if (telemetry.stats().lag === 0) return;
  const { items } = products.list({ limit: products.count() });
  if (!items.some(({ model }) => planCalculations(model).calculations.length > 0)) return;
  await telemetry.reached(log.stats().lastSeq);
}
