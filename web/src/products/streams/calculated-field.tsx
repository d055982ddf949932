// Whether a property is reported by the device or calculated from others, and how.

import { Select, Stack, Text } from "@mantine/core";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Property } from "../../contract.ts";
import { type Calculated, CalculatedScope } from "./calculated-scope.ts";
import { FormulaField } from "./formula-field.tsx";
import { CounterFields, IntegralFields } from "./total-fields.tsx";
import { useTrial } from "./use-trial.ts";

interface CalculatedFieldProps {
  /** As it is edited, but for how it is calculated; undefined while it is not whole. */
  readonly property: Property | undefined;
  readonly value: Property["calculated"];
  readonly onChange: (value: Property["calculated"]) => void;
}

const KINDS = ["formula", "counter", "integral"] as const;

function emptyOf(kind: Calculated["kind"]): Calculated {
  if (kind === "formula") return { kind, formula: "" };
  return kind === "counter" ? { kind, source: "" } : { kind, source: "", perS: 3_600 };
}

export function CalculatedField({ property, value, onChange }: CalculatedFieldProps) {
  const { t } = useTranslation();
  const scope = useContext(CalculatedScope);
  const trial = useTrial(scope, property, value);
  const others = (scope?.properties ?? []).filter((one) => one.identifier !== property?.identifier);
  const problems = trial.data?.problems ?? [];
  const sourceProblem = problems.find((one) => one.field === "calculated.source")?.text;
  // What is wrong with the property around it is said here too: it is this choice that made it wrong.
  const rest = problems.filter((one) => !one.field.startsWith("calculated."));
  return (
    <Stack gap="sm">
      <Select
        label={t("calc.from")}
        description={value === undefined ? t("calc.fromNote") : t(`calc.note.${value.kind}`)}
        value={value?.kind ?? "device"}
        onChange={(kind) =>
          onChange(kind === "device" || kind === null ? undefined : emptyOf(kind as Calculated["kind"]))
        }
        data={[
          { value: "device", label: t("calc.device") },
          ...KINDS.map((kind) => ({ value: kind as string, label: t(`calc.kind.${kind}`) })),
        ]}
        allowDeselect={false}
      />
      {value?.kind === "formula" && (
        <FormulaField value={value} onChange={onChange} others={others} trial={trial} property={property} />
      )}
      {value?.kind === "counter" && (
        <CounterFields value={value} onChange={onChange} others={others} problem={sourceProblem} />
      )}
      {value?.kind === "integral" && (
        <IntegralFields value={value} onChange={onChange} others={others} problem={sourceProblem} />
      )}
      {rest.map(({ field, text }) => (
        <Text key={field} size="xs" c="var(--bad)" role="alert">
          {field === "accessMode" ? t("model.accessMode") : t("stream.type")}: {text}
        </Text>
      ))}
    </Stack>
  );
}
