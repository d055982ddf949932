// The fields in which a person says what a template of one's own is.

import { Checkbox, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TEMPLATE_FAMILIES, type TemplateFamily } from "../template-calls.ts";
import type { FactsDraft } from "./facts-draft.ts";

export interface FieldsProps {
  readonly draft: FactsDraft;
  readonly put: (change: Partial<FactsDraft>) => void;
  readonly wrong: ReadonlySet<keyof FactsDraft>;
}

type TextName = "name" | "maker" | "makerModel" | "unitId" | "serial" | "tcpPort" | "verifiedUnit";

function Field({
  name,
  most,
  note,
  isRequired = false,
  ...props
}: FieldsProps & {
  readonly name: TextName;
  readonly most: number;
  readonly note?: string;
  readonly isRequired?: boolean;
}) {
  const { t } = useTranslation();
  const { draft, put, wrong } = props;
  const label = t(`own.${name}`);
  // Empty ones are told by the button that stays grey.
  const isBad = wrong.has(name) && draft[name].trim() !== "";
  return (
    <TextInput
      label={label}
      description={note}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={isBad && t("register.wrong", { field: label })}
      maxLength={most}
      withAsterisk={isRequired}
      className="grow"
    />
  );
}

export function VerifiedFields(props: FieldsProps & { readonly note?: ReactNode }) {
  const { t } = useTranslation();
  const { draft, put, note } = props;
  return (
    <Stack gap="xs">
      <Checkbox
        label={t("own.isVerified")}
        description={note ?? t("own.isVerifiedNote")}
        checked={draft.isVerified}
        onChange={(event) => put({ isVerified: event.currentTarget.checked })}
      />
      {draft.isVerified && (
        <Field {...props} name="verifiedUnit" most={200} note={t("own.verifiedUnitNote")} isRequired />
      )}
    </Stack>
  );
}

function UnitFields(props: FieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="bare">
      <Text component="legend" size="sm" fw={550}>
        {t("own.unit")}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t("own.unitNote")}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        <Field {...props} name="unitId" most={3} />
        <Field {...props} name="serial" most={16} />
        <Field {...props} name="tcpPort" most={5} />
      </SimpleGrid>
    </fieldset>
  );
}

/** `hasRegisters`: also how a unit is delivered. */
export function FactsFields({ hasRegisters, ...props }: FieldsProps & { readonly hasRegisters: boolean }) {
  const { t } = useTranslation();
  const { draft, put, wrong } = props;
  const area = (name: "description" | "note" | "sources", most: number, note?: string) => (
    <Textarea
      label={t(`own.${name}`)}
      description={note}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && t("register.wrong", { field: t(`own.${name}`) })}
      maxLength={most}
      autosize
      minRows={2}
      maxRows={8}
    />
  );
  return (
    <Stack gap="md">
      <Field {...props} name="name" most={128} isRequired />
      <Select
        label={t("template.familyLabel")}
        value={draft.family === "" ? null : draft.family}
        data={TEMPLATE_FAMILIES.map((value) => ({ value, label: t(`template.family.${value}`) }))}
        onChange={(family) => put({ family: (family ?? "") as TemplateFamily | "" })}
        allowDeselect={false}
        searchable
        withAsterisk
      />
      <Group gap="sm" grow align="flex-start">
        <Field {...props} name="maker" most={64} />
        <Field {...props} name="makerModel" most={64} />
      </Group>
      {area("description", 1_000, t("own.descriptionNote"))}
      {area("note", 2_000, t("own.noteNote"))}
      {area("sources", 4_000, t("own.sourcesNote"))}
      {hasRegisters && <UnitFields {...props} />}
      <VerifiedFields {...props} />
    </Stack>
  );
}
