// Which gateway a row's device stands behind: a second walk over the file, when all its devices are there.

import type { Reach } from "../../http/http.ts";
import type { Products } from "../../products/products.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { Device } from "../device-entry.ts";
import type { Devices } from "../registry/contract.ts";
import type { Topology } from "../topology/topology.ts";
import type { ImportContext, ReadLine } from "./import-input.ts";

interface BindDeps {
  readonly devices: Pick<Devices, "find" | "findByName" | "findBySecret">;
  readonly topology: Pick<Topology, "bind" | "gatewayOf">;
}

interface CheckDeps extends BindDeps {
  readonly products: Pick<Products, "find">;
  /** Product of each device that the file itself brings, by `productKey/deviceName` and by device name. */
  readonly coming: ReadonlyMap<string, string>;
}

/** Binds the devices of these lines to their gateways; what cannot be is told as the line's error. */
export function bindRows(lines: readonly ReadLine[], context: ImportContext, deps: BindDeps): void {
  const groups = new Map<Device, { line: ReadLine; child: Device }[]>();
  const { reach } = context;
  for (const line of lines) {
    const child = childOf(line, context, deps);
    // Refused in the first walk, and told there.
    if (child === undefined || !isReached(child, reach)) continue;
    const gateway = gatewayOf(line, deps, reach);
    const older = deps.topology.gatewayOf(child);
    if (gateway === undefined) tellUnknown(line, context);
    // It would be taken from a gateway that is nothing to the starter.
    else if (older !== undefined && !isReached(older, reach)) tell(line, failure("out_of_scope"), context);
    else if (older !== gateway) groups.set(gateway, [...(groups.get(gateway) ?? []), { line, child }]);
  }
  for (const [gateway, entries] of groups) {
    const claims = entries.map(({ child }) => ({ child, isProven: true }));
    for (const [at, failure] of deps.topology.bind(gateway, claims, context.actor).entries()) {
      const entry = entries[at];
      if (failure === undefined) context.count("bound");
      else if (entry !== undefined) tell(entry.line, failure, context);
    }
  }
}

/** As `bindRows` as far as can be known before the devices are there. */
export function checkBindings(lines: readonly ReadLine[], context: ImportContext, deps: CheckDeps): void {
  const { reach } = context;
  for (const line of lines) {
    const child = childOf(line, context, deps);
    if (child !== undefined && !isReached(child, reach)) continue;
    const childKey = line.draft.productKey ?? context.input.productKey ?? child?.productKey;
    // Without a product that is known the line was refused in the first walk.
    if (childKey === undefined || deps.products.find(childKey) === undefined) continue;
    const gatewayKey = gatewayOf(line, deps, reach)?.productKey ?? deps.coming.get(line.draft.gateway ?? "");
    const failure = gatewayKey === undefined ? undefined : wrongTypes({ gatewayKey, childKey, line }, deps);
    if (gatewayKey === undefined) tellUnknown(line, context);
    else if (failure !== undefined) tell(line, failure, context);
    else context.count("bound");
  }
}

function wrongTypes(
  { gatewayKey, childKey, line }: { gatewayKey: string; childKey: string; line: ReadLine },
  { products }: CheckDeps,
): Failure | undefined {
  const { gateway = "", deviceName = "" } = line.draft;
  if (products.find(gatewayKey)?.nodeType !== "gateway") return failure("not_a_gateway", { device: gateway });
  if (products.find(childKey)?.nodeType === "sub") return undefined;
  return failure("not_a_sub_device", { device: deviceKey(childKey, deviceName) });
}

function childOf({ draft }: ReadLine, { input }: ImportContext, { devices }: BindDeps): Device | undefined {
  const productKey = draft.productKey ?? input.productKey;
  if (productKey !== undefined && draft.deviceName !== undefined)
    return devices.find(productKey, draft.deviceName);
  return draft.deviceSecret === undefined ? undefined : devices.findBySecret(draft.deviceSecret);
}

/** `productKey/deviceName`, or the only device of this name; one out of reach is not there. */
function gatewayOf({ draft }: ReadLine, { devices }: BindDeps, reach: Reach): Device | undefined {
  const [first = "", second] = (draft.gateway ?? "").split("/");
  const found = second === undefined ? devices.findByName(first) : devices.find(first, second);
  return found && isReached(found, reach) ? found : undefined;
}

function isReached({ productKey, deviceName }: Device, reach: Reach): boolean {
  return reach.coversDevice(productKey, deviceName);
}

function tellUnknown(line: ReadLine, context: ImportContext): void {
  const [productKey = "", deviceName] = (line.draft.gateway ?? "").split("/");
  const why =
    deviceName === undefined
      ? failure("device_name_unknown", { deviceName: productKey })
      : failure("unknown_device", { productKey, deviceName });
  tell(line, why, context);
}

function tell({ line }: ReadLine, { code, params }: Failure, context: ImportContext): void {
  const { columns, headings } = context.input;
  const column = headings[columns.indexOf("gateway")] ?? "gateway";
  context.rowError({ row: line.row, column, code, params, cells: line.cells });
}
