// All devices.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import { useMay } from "../base/role.ts";
import { SectionPage } from "../shell/section-page.tsx";
import { DeviceForm } from "./device-form.tsx";
import { DeviceTable } from "./list/device-table.tsx";

const ImportPage = lazy(async () => ({ default: (await import("./import/import-page.tsx")).ImportPage }));
const PatternDialog = lazy(async () => ({
  default: (await import("./import/pattern-dialog.tsx")).PatternDialog,
}));
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
  const [isPattern, setIsPattern] = useState(false);
  const add = mayWrite && (
    <>
      <Button component={Link} href="/devices/import" variant="default">
        {t("import.open")}
      </Button>
      <Button variant="default" onClick={() => setIsPattern(true)}>
        {t("pattern.open")}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setIsOpened(true)}>
        {t("device.new")}
      </Button>
    </>
  );
  return (
    <>
      <SectionPage
        parts={[
          { path: "", lead: t("device.lead"), actions: add, content: () => <DeviceTable /> },
          { path: "import", lead: t("import.lead"), content: () => <ImportPage /> },
          { path: "unknown", content: () => <StrangerList /> },
        ]}
      />
      <Suspense fallback={null}>
        {isPattern && <PatternDialog isOpen onClose={() => setIsPattern(false)} />}
      </Suspense>
      {mayWrite && <DeviceForm isOpen={isOpened || isAskedNew} onClose={close} />}
    </>
  );
}
