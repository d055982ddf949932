// All devices.

import { Box, Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import { Panel } from "../base/panel.tsx";
import { useMay } from "../base/role.ts";
import { SectionPage } from "../shell/section-page.tsx";
import { DeviceForm } from "./device-form.tsx";
import { GroupDrawer, GroupPanel } from "./groups/group-panel.tsx";
import { DeviceTable } from "./list/device-table.tsx";

const ImportPage = lazy(async () => ({ default: (await import("./import/import-page.tsx")).ImportPage }));
const PatternDialog = lazy(async () => ({
  default: (await import("./import/pattern-dialog.tsx")).PatternDialog,
}));
const TrashPage = lazy(async () => ({ default: (await import("./trash/trash-page.tsx")).TrashPage }));
const StrangerList = lazy(async () => ({
  default: (await import("../diagnosis/stranger-list.tsx")).StrangerList,
}));

function Fleet({ firstAction }: { firstAction: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="fleet">
      <Box component="aside" className="fleet-side" visibleFrom="lg" aria-label={t("group.title")}>
        <Panel>
          <GroupPanel />
        </Panel>
      </Box>
      <DeviceTable tools={<GroupDrawer />} firstAction={firstAction} />
    </div>
  );
}

export function DeviceList() {
  const { t } = useTranslation();
  const mayWrite = useMay("devices", "manage");
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
  const first = mayWrite && (
    <Button size="xs" onClick={() => setIsOpened(true)}>
      {t("device.new")}
    </Button>
  );
  return (
    <>
      <SectionPage
        parts={[
          { path: "", lead: t("device.lead"), actions: add, content: () => <Fleet firstAction={first} /> },
          { path: "import", lead: t("import.lead"), content: () => <ImportPage /> },
          { path: "unknown", content: () => <StrangerList /> },
          { path: "trash", lead: t("trash.lead"), content: () => <TrashPage /> },
        ]}
      />
      <Suspense fallback={null}>
        {isPattern && <PatternDialog isOpen onClose={() => setIsPattern(false)} />}
      </Suspense>
      {mayWrite && <DeviceForm isOpen={isOpened || isAskedNew} onClose={close} />}
    </>
  );
}
