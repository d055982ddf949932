// The list as a file: all that match, as the import takes them back.

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconFileText, IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../base/role.ts";
import { toastProblem } from "../../base/toast.ts";
import type { Query } from "../../call.ts";
import { saveFile } from "../../jobs/job-calls.ts";

interface ExportChoice {
  readonly format: "csv" | "xlsx";
  readonly secrets: boolean;
}

export function ExportMenu({ query }: { query: Query }) {
  const { t } = useTranslation();
  const mayReadSecrets = useMay("devices", "manage");
  const save = useMutation({
    mutationFn: (choice: ExportChoice) =>
      saveFile("/devices/export", `devices.${choice.format}`, { ...query, ...choice }),
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Tooltip label={t("fleet.export")}>
          <ActionIcon size="lg" variant="default" aria-label={t("fleet.export")} loading={save.isPending}>
            <IconDownload size={17} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("fleet.exportNote")}</Menu.Label>
        <Menu.Item
          leftSection={<IconFileText size={15} />}
          onClick={() => save.mutate({ format: "csv", secrets: false })}
        >
          {t("fleet.asCsv")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileSpreadsheet size={15} />}
          onClick={() => save.mutate({ format: "xlsx", secrets: false })}
        >
          {t("fleet.asXlsx")}
        </Menu.Item>
        {mayReadSecrets && (
          <Menu.Item
            leftSection={<IconKey size={15} />}
            onClick={() => save.mutate({ format: "csv", secrets: true })}
          >
            {t("fleet.withSecrets")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
