// All devices.

import { Badge, Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { Page } from "../base/page.tsx";
import { PageTabs } from "../base/page-tabs.tsx";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { queries } from "../queries.ts";
import { DeviceForm } from "./device-form.tsx";
import { DeviceTable } from "./device-table.tsx";

const StrangerList = lazy(async () => ({
  default: (await import("../diagnosis/stranger-list.tsx")).StrangerList,
}));

/** With how many there are. */
function StrangerLabel() {
  const { t } = useTranslation();
  const count = useQuery(queries.diagnosis()).data?.unknownDevices ?? 0;
  return (
    <Group gap={6} wrap="nowrap">
      {t("stranger.title")}
      {count > 0 && (
        <Badge size="sm" variant="default">
          {formatCount(count)}
        </Badge>
      )}
    </Group>
  );
}

export function DeviceList({ tab }: { tab: string | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useMay("developer");
  const isAskedNew = new URLSearchParams(useSearch()).has("new");
  const [, navigate] = useLocation();
  const [isOpened, setIsOpened] = useState(false);
  const close = () => {
    setIsOpened(false);
    if (isAskedNew) navigate("/devices", { replace: true });
  };
  return (
    <Page
      title={t("device.title")}
      lead={t("device.lead")}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setIsOpened(true)}>
            {t("device.new")}
          </Button>
        )
      }
    >
      <PageTabs
        root="/devices"
        tab={tab}
        tabs={[
          { value: "list", label: t("stranger.list"), content: () => <DeviceTable /> },
          { value: "unknown", label: <StrangerLabel />, content: () => <StrangerList /> },
        ]}
      />
      {mayWrite && <DeviceForm isOpen={isOpened || isAskedNew} onClose={close} />}
    </Page>
  );
}
