// The roles that can be given, under the names that people know.

import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { directoryApi } from "./api.ts";

/** Built-in roles in the language of the pages, made ones as they were named. */
export function useRoleChoices(): { value: string; label: string }[] {
  const { data } = useQuery({
    queryKey: ["roles", "choices"],
    queryFn: directoryApi.roles,
    staleTime: 30_000,
  });
  return (data?.items ?? []).map(({ roleId, name, isBuiltIn }) => ({
    value: roleId,
    label: isBuiltIn ? i18next.t(`role.${roleId}` as never) : name,
  }));
}
