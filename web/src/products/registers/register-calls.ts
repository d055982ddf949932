// A product's register map, as the API has it.

import { queryOptions } from "@tanstack/react-query";
import type { RegisterMap, RegisterMapInput } from "../../../../src/spine/register-map.ts";
import { get } from "../../call.ts";
import { edit } from "../../edit/edit.ts";

const pathOf = (productKey: string) => `/products/${encodeURIComponent(productKey)}/register-map` as const;

export const registerMapQuery = (productKey: string) =>
  queryOptions({
    queryKey: ["register-map", productKey],
    queryFn: () => readRegisterMap(productKey),
  });

/** One change of a map: what it makes of it, and on which part of it that rests. */
export interface MapChange {
  readonly make: (map: RegisterMap) => RegisterMapInput;
  readonly part: (map: RegisterMap) => unknown;
}

/** A point that is changed, made or taken away; others may change other points meanwhile. */
export function pointChange(make: MapChange["make"], identifiers: readonly string[]): MapChange {
  return { make, part: ({ points }) => points.filter((one) => identifiers.includes(one.identifier)) };
}

export const verifiedChange = (isVerified: boolean): MapChange => ({
  make: (map) => ({ ...map, isVerified }),
  part: (map) => map.isVerified,
});

/** Everything but the points; those of a group that is no more are read on demand. */
export function settingsChange({ points: _, ...settings }: RegisterMap): MapChange {
  const groups = new Set<string | null>(settings.groups.map(({ name }) => name));
  return {
    make: ({ points }) => ({
      ...settings,
      points: points.map((point) => (groups.has(point.group) ? point : { ...point, group: null })),
    }),
    part: ({ points, ...rest }) => rest,
  };
}

export const readRegisterMap = (productKey: string): Promise<RegisterMap> => get(pathOf(productKey));

export function saveRegisterMap(
  productKey: string,
  { make, part }: MapChange,
  basis: RegisterMap,
): Promise<RegisterMap> {
  return edit("putRegisterMap", { at: [productKey], basis, body: make, part });
}
