// The trail as a file: all that the filters find.

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconFileText } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { shownZone } from "../../base/person/time-zone.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { type Query, send, withQuery } from "../../call.ts";

const PATH = "/audit/export";

/** The browser saves what the link leads to as it comes, however long. */
async function save(query: Query): Promise<void> {
  try {
    await send("HEAD", PATH, { query });
  } catch {
    // An answer to HEAD has no body and so does not say why; what is refused once more does.
    const response = await send("GET", PATH, { query });
    await response.body?.cancel();
  }
  const link = document.createElement("a");
  link.href = withQuery(PATH, query);
  link.download = "";
  link.click();
}

export function AuditExport({ query }: { query: Query }) {
  const { t } = useTranslation();
  const saving = useMutation({
    mutationFn: (format: "csv" | "xlsx") => save({ ...query, format, timeZone: shownZone() }),
    onSuccess: () => toastDone(t("export.started")),
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Tooltip label={t("audit.export")}>
          <ActionIcon size="lg" variant="default" aria-label={t("audit.export")} loading={saving.isPending}>
            <IconDownload size={17} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("audit.exportNote")}</Menu.Label>
        <Menu.Item leftSection={<IconFileText size={15} />} onClick={() => saving.mutate("csv")}>
          {t("fleet.asCsv")}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileSpreadsheet size={15} />} onClick={() => saving.mutate("xlsx")}>
          {t("fleet.asXlsx")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
