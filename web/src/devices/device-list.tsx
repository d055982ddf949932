// All devices.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { useMay } from "../base/role.ts";
import { SectionPage } from "../shell/section-page.tsx";
import { DeviceForm } from "./device-form.tsx";
import { DeviceTable } from "./device-table.tsx";

const StrangerList = lazy(async () => ({
  default: (await import("../diagnosis/stranger-list.tsx")).StrangerList,
}));

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
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsOpened(true)}>
      {t("device.new")}
    </Button>
  );
  return (
    <>
      <SectionPage
        parts={[
          { path: "", lead: t("device.lead"), actions: add, content: () => <DeviceTable /> },
          { path: "unknown", content: () => <StrangerList /> },
        ]}
      />
      {mayWrite && <DeviceForm isOpen={isOpened || isAskedNew} onClose={close} />}
    </>
  );
}
