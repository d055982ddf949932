// A product's register map, as the API has it.

import { queryOptions } from "@tanstack/react-query";
import type { RegisterMap, RegisterMapInput } from "../../../../src/spine/register-map.ts";
import { call, get } from "../../call.ts";

const pathOf = (productKey: string) => `/products/${encodeURIComponent(productKey)}/register-map`;

export const registerMapQuery = (productKey: string) =>
  queryOptions({
    queryKey: ["register-map", productKey],
    queryFn: () => get<RegisterMap>(pathOf(productKey)),
  });

export function saveRegisterMap(productKey: string, map: RegisterMapInput): Promise<RegisterMap> {
  return call<RegisterMap>("PUT", pathOf(productKey), { body: map });
}
