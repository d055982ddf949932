// The section of field buses: links, commissioning, callers that nobody knows, and our own Modbus server.

import { Button } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useMay } from "../base/role.ts";
import { SectionPage } from "../shell/section-page.tsx";
import { LinkPage } from "./link/link-page.tsx";
import { LinkList } from "./links/link-list.tsx";

const Wizard = lazy(async () => ({ default: (await import("./commission/wizard.tsx")).Wizard }));
const DtuStrangers = lazy(async () => ({
  default: (await import("./links/stranger-list.tsx")).DtuStrangers,
}));
const ModbusServerView = lazy(async () => ({
  default: (await import("./server/server-page.tsx")).ModbusServerView,
}));

function Section() {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const start = mayWrite && (
    <Button component={Link} href="/links/commission" variant="default" leftSection={<IconWand size={16} />}>
      {t("fieldbus.commission")}
    </Button>
  );
  return (
    <SectionPage
      parts={[
        { path: "", lead: t("fieldbus.lead"), actions: start, content: () => <LinkList /> },
        { path: "commission", lead: t("fieldbus.commissionLead"), content: () => <Wizard /> },
        { path: "callers", lead: t("fieldbus.strangersLead"), content: () => <DtuStrangers /> },
        { path: "server", lead: t("fieldbus.server.lead"), content: () => <ModbusServerView /> },
      ]}
    />
  );
}

/** `/links`, `/links/<page of the section>`, `/links/<id>` and `/links/<id>/<tab>`. */
export function FieldbusPages({ page, tab }: { page: string | undefined; tab: string | undefined }) {
  if (page !== undefined && /^\d+$/.test(page)) return <LinkPage key={page} id={Number(page)} tab={tab} />;
  return <Section />;
}
