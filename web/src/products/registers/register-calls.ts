// A product's register map, as the API has it.

import { queryOptions } from "@tanstack/react-query";
import type { RegisterMap, RegisterMapInput } from "../../../../src/spine/register-map.ts";
import { call, get } from "../../call.ts";

const pathOf = (productKey: string) => `/products/${encodeURIComponent(productKey)}/register-map` as const;

export const registerMapQuery = (productKey: string) =>
  queryOptions({
    queryKey: ["register-map", productKey],
    queryFn: (): Promise<RegisterMap> => get(pathOf(productKey)),
  });

export function saveRegisterMap(productKey: string, map: RegisterMapInput): Promise<RegisterMap> {
  return call("PUT", pathOf(productKey), { body: map });
}
