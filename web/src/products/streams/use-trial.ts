// Tries a calculated property at the server while it is edited.

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Property } from "../../contract.ts";
import type { CalculatedScopeValue } from "./calculated-scope.ts";
import { tryCalculation } from "./streams-calls.ts";

export type Trial = ReturnType<typeof useTrial>;

const REST_MS = 300;

/** A formula or a source that is not there yet is not tried: what is missing is plain to see. */
function isBegun(value: Property["calculated"]): boolean {
  if (value === undefined) return false;
  return value.kind === "formula" ? value.formula.trim() !== "" : value.source !== "";
}

export function useTrial(
  scope: CalculatedScopeValue | undefined,
  property: Property | undefined,
  value: Property["calculated"],
) {
  const { i18n } = useTranslation();
  const [deviceName, chooseDevice] = useState<string | undefined>();
  const [asked] = useDebouncedValue({ property, value }, REST_MS);
  const isAsked = scope !== undefined && asked.property !== undefined && isBegun(asked.value);
  const answer = useQuery({
    queryKey: ["formula-trial", scope?.productKey, asked, scope?.properties, deviceName, i18n.language],
    queryFn: () =>
      tryCalculation(scope?.productKey ?? "", {
        property: { ...asked.property, calculated: asked.value } as Property,
        properties: scope?.properties ?? [],
        ...(deviceName !== undefined && { deviceName }),
      }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  return {
    ...{ productKey: scope?.productKey, deviceName, chooseDevice },
    data: isAsked && isBegun(value) ? answer.data : undefined,
    error: isAsked ? answer.error : null,
  };
}
