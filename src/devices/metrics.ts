import { gauge, type Metric } from "../kit/prometheus-text.ts";
import type { DeviceRelations } from "./devices.ts";

/** What the devices room tells Prometheus beside the counts by state; names are a contract: add, never rename. */
export function deviceMetrics({
  groups,
  views,
  trash,
}: Pick<DeviceRelations, "groups" | "views" | "trash">): Metric[] {
  return [
    gauge("gantry_device_groups", "Groups of devices.", groups.all().length),
    gauge("gantry_device_views", "Saved views of devices.", views.all().length),
    gauge("gantry_device_trash", "Deleted devices that can be restored.", trash.count({})),
  ];
}
