// Choosing a group by its path.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { subtreeOf } from "./tree.ts";
import { groupsQuery } from "./use-groups.ts";

/** More options are found by typing. */
const SHOWN = 100;

interface GroupSelectProps {
  readonly label: string;
  readonly description?: string | undefined;
  /** What no group is called; undefined: some group must be chosen. */
  readonly noneLabel: string | undefined;
  /** Undefined: nothing chosen yet. */
  readonly value: number | null | undefined;
  readonly onChange: (groupId: number | null) => void;
  /** A group that is not offered, nor any below it: nothing stands in itself. */
  readonly without?: number;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
  readonly error?: string | undefined;
}

export function GroupSelect(props: GroupSelectProps) {
  const { t } = useTranslation();
  const { data } = useQuery(groupsQuery());
  const groups = data?.items ?? [];
  const left = props.without === undefined ? undefined : subtreeOf(groups, props.without);
  const offered = groups.filter(({ id }) => !left?.has(id));
  return (
    <Select
      label={props.label}
      description={props.description}
      value={props.value === undefined ? null : String(props.value ?? "")}
      placeholder={t("group.choose")}
      onChange={(value) => props.onChange(value === null || value === "" ? null : Number(value))}
      data={[
        ...(props.noneLabel === undefined ? [] : [{ value: "", label: props.noneLabel }]),
        ...offered.map(({ id, path }) => ({ value: String(id), label: path })),
      ]}
      limit={SHOWN}
      searchable
      allowDeselect={false}
      required={props.isRequired ?? false}
      disabled={props.isDisabled ?? false}
      nothingFoundMessage={t("word.nothing")}
      error={props.error}
    />
  );
}
