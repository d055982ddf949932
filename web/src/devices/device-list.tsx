// All devices.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { Page } from "../base/page.tsx";
import { useMay } from "../base/role.ts";
import { DeviceForm } from "./device-form.tsx";
import { DeviceTable } from "./device-table.tsx";

export function DeviceList() {
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
      <DeviceTable />
      {mayWrite && <DeviceForm isOpen={isOpened || isAskedNew} onClose={close} />}
    </Page>
  );
}
