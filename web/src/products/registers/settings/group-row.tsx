// One group of polling: how often it is read, and when what was read is reported.

import { ActionIcon, Group, Select, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { GroupDraft } from "./map-draft.ts";

interface GroupRowProps {
  readonly group: GroupDraft;
  readonly wrong: (field: string) => boolean;
  readonly put: (change: Partial<GroupDraft>) => void;
  /** Absent of the last one. */
  readonly onRemove?: () => void;
}

export function GroupRow({ group, wrong, put, onRemove }: GroupRowProps) {
  const { t } = useTranslation();
  const { name, report, isAligned } = group;
  const field = (key: "name" | "periodS" | "heartbeatS") => (
    <TextInput
      label={t(`mapSetting.${key}`)}
      value={group[key]}
      onChange={(event) => put({ [key]: event.currentTarget.value })}
      error={wrong(key) && t("fieldbus.wrong")}
      spellCheck={false}
    />
  );
  return (
    <div className="poll-group">
      <Group grow align="flex-start" gap="sm">
        {field("name")}
        {field("periodS")}
        <Select
          label={t("mapSetting.report")}
          value={report}
          data={(["every", "change"] as const).map((value) => ({
            value,
            label: t(`mapSetting.reports.${value}`),
          }))}
          onChange={(value) => value && put({ report: value as GroupDraft["report"] })}
          allowDeselect={false}
        />
      </Group>
      <Group align="flex-end" gap="sm" mt="xs" justify="space-between">
        {report === "change" && field("heartbeatS")}
        <Switch
          label={t("mapSetting.isAligned")}
          checked={isAligned}
          onChange={(event) => put({ isAligned: event.currentTarget.checked })}
        />
        {onRemove && (
          <ActionIcon aria-label={t("mapSetting.removeGroup", { name })} onClick={onRemove}>
            <IconTrash size={15} />
          </ActionIcon>
        )}
      </Group>
    </div>
  );
}
