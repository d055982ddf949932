// What should be open to whom, told from the matrix alone, and a plant to ask about.

import type { Action, Area, Matrix, Scope } from "../../../src/spine/permission.ts";
import type { Signer } from "../../accounts/keys/signature/sign-request.ts";
import type { Sample } from "./samples.ts";

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly permission: { for?: "anyone" | "signed-in"; area?: Area; action?: Action; reach?: string };
}

export interface Caller {
  readonly name: string;
  readonly kind: "nobody" | "person" | "key";
  /** Cookie or Authorization header. */
  headers: Record<string, string>;
  /** Signs each request instead. */
  readonly signer?: Signer;
  readonly matrix: Matrix;
  readonly scope: Scope;
}

/** The device d1 of product mine stands in group 2, below group 1; h1 of product zzhidden in group 3. */
export const SCOPES: readonly Scope[] = [
  { kind: "all" },
  { kind: "product", productKey: "mine" },
  { kind: "group", groupId: 1 },
  { kind: "device", productKey: "mine", deviceName: "d1" },
  { kind: "property", productKey: "mine", deviceName: "d1", identifier: "temp" },
  { kind: "product", productKey: "zzhidden" },
  { kind: "group", groupId: 3 },
  { kind: "device", productKey: "zzhidden", deviceName: "h1" },
  { kind: "property", productKey: "zzhidden", deviceName: "h1", identifier: "temp" },
];

/** Whether a scope reaches into product mine. */
export function isMine(scope: Scope): boolean {
  if (scope.kind === "all") return true;
  return scope.kind === "group" ? scope.groupId === 1 : scope.productKey === "mine";
}

const KINDS_FOR: Readonly<Record<string, readonly Scope["kind"][]>> = {
  all: ["all"],
  product: ["all", "product"],
  "part of product": ["all", "product", "group", "device", "property"],
  device: ["all", "product", "group", "device"],
  "part of device": ["all", "product", "group", "device", "property"],
  property: ["all", "product", "group", "device", "property"],
};

/** `open`, or the code of the refusal. */
export function expectedOf({ permission, path }: Operation, sample: Sample, caller: Caller): string {
  if (permission.for === "anyone") return "open";
  if (caller.kind === "nobody") return "unauthenticated";
  if (permission.for === "signed-in") return caller.kind === "person" ? "open" : "persons_only";
  const { area, action, reach } = permission;
  if (area === undefined || action === undefined) return "open to whom?";
  if (!caller.matrix[area]?.includes(action)) return "forbidden";
  const kinds = KINDS_FOR[askedOf(path, reach, sample)];
  return kinds?.includes(caller.scope.kind) && isMine(caller.scope) ? "open" : filteredOr(reach, sample);
}

function askedOf(path: string, reach: string | undefined, { needs }: Sample): string {
  if (reach === "filtered") return needs ?? "part of product";
  if (reach === "all" || !path.includes("{productKey}")) return "all";
  const thing = path.includes("{deviceName}") ? "device" : "product";
  return reach === "touches" ? `part of ${thing}` : thing;
}

/** A route that leaves out what is not reached is open to all who may do this at all. */
function filteredOr(reach: string | undefined, { needs }: Sample): string {
  return reach === "filtered" && needs === undefined ? "open" : "out_of_scope";
}

/** The operations of the API's document. */
export function operationsOf(document: {
  paths: Record<string, Record<string, { operationId: string; "x-permission"?: Operation["permission"] }>>;
}): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...{ id: operation.operationId, method: method.toUpperCase(), path },
      permission: operation["x-permission"] ?? {},
    })),
  );
}
