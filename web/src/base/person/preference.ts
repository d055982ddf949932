// How this person wants the pages, kept on the server so that it follows to any browser.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { call, get } from "../../call.ts";
import type { Json } from "../../contract.ts";
import { queryClient } from "../../queries.ts";

type Values = Record<string, Json>;
const PATH = "/session/preferences";

export const preferenceQuery = () =>
  queryOptions({
    queryKey: ["preferences"],
    queryFn: () => get(PATH),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Shown at once; what the server refuses is kept for this visit only. */
function savePreference(name: string, value: Json): void {
  const key = preferenceQuery().queryKey;
  queryClient.setQueryData(key, (known: Values = {}) => ({ ...known, [name]: value }));
  call("PATCH", PATH, { body: { [name]: value } }).catch(() => undefined);
}

/**
 * The preference of this name and its setter. `initial` counts until one is set (and while they load).
 * Names are `room.what`: `table.devices`, `filters.devices`, `palette.recent`.
 */
export function usePreference<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const { data } = useQuery(preferenceQuery());
  const value = data?.[name];
  return [
    value === undefined || value === null ? initial : (value as T),
    (next) => savePreference(name, next as Json),
  ];
}
