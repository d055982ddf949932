// One link: how it stands, its slaves and what ails them, what goes over the wire.

import { Button, Group, Stack } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Ago } from "../../base/ago.tsx";
import { EnablingRow, RemovalRow } from "../../base/form/danger-rows.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { PageTabs } from "../../base/page/page-tabs.tsx";
import { Page } from "../../base/page.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import type { FieldLink } from "../contract.ts";
import { fieldbusQueries } from "../fieldbus-calls.ts";
import { placeText, reasonWords } from "../link-words.ts";
import { LinkForm } from "../links/link-form.tsx";
import { linkHref, useLinkChanges } from "../links/link-list.tsx";
import { LinkStatus } from "../links/link-status.tsx";
import { LoadText } from "../links/load-text.tsx";
import { Doctor, OverlapNotices } from "./doctor.tsx";
import { SlaveTable } from "./slave-table.tsx";

const FrameView = lazy(async () => ({ default: (await import("./frame-view.tsx")).FrameView }));
const ReaderTab = lazy(async () => ({ default: (await import("../commission/reader-tab.tsx")).ReaderTab }));

function Facts({ link }: { link: FieldLink }) {
  const { t } = useTranslation();
  const { status, settings } = link;
  return (
    <dl className="head-facts">
      <div>
        <dt>{t("fieldbus.field.kind")}</dt>
        <dd>{t(`fieldbus.kind.${settings.transport.kind}`)}</dd>
      </div>
      <div>
        <dt>{t("fieldbus.place")}</dt>
        <dd className="mono break">{placeText(settings, t)}</dd>
      </div>
      <div>
        <dt>{t("fieldbus.since")}</dt>
        <dd>
          <Ago ts={status.since} size="sm" />
        </dd>
      </div>
      <div>
        <dt>{t("fieldbus.connects")}</dt>
        <dd>{status.connects}</dd>
      </div>
      <div>
        <dt>{t("fieldbus.load")}</dt>
        <dd>
          <LoadText link={link} />
        </dd>
      </div>
    </dl>
  );
}

function SlavesTab({ link }: { link: FieldLink }) {
  const report = useQuery(fieldbusQueries.report(link.id));
  return (
    <Stack gap="md">
      <Doctor report={report} link={link} />
      <OverlapNotices report={report.data} />
      <SlaveTable link={link} report={report.data} />
    </Stack>
  );
}

function SettingsTab({ link, onEdit }: { link: FieldLink; onEdit: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const { flip, remove } = useLinkChanges(() => navigate("/links"));
  return (
    <Panel title={t("device.settings")}>
      <Stack gap="lg">
        <Group>
          <Button variant="default" onClick={onEdit}>
            {t("fieldbus.editSettings")}
          </Button>
        </Group>
        <EnablingRow
          isEnabled={link.settings.isEnabled}
          isBusy={flip.isPending}
          enableTitle={t("fieldbus.enableLink")}
          disableTitle={t("fieldbus.disableLink")}
          text={t("fieldbus.disableText")}
          onFlip={() => flip.mutate(link)}
        />
        <RemovalRow
          title={t("fieldbus.removeThis")}
          text={t("fieldbus.removeText", { count: link.slaveCount })}
          typed={link.settings.name}
          isBusy={remove.isPending}
          isAsking={isAsking}
          onAsk={setIsAsking}
          onRemove={() => remove.mutate(link)}
        />
      </Stack>
    </Panel>
  );
}

function Content({ link, tab }: { link: FieldLink; tab: string | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const [isEditing, setIsEditing] = useState(false);
  return (
    <>
      <Facts link={link} />
      {link.status.state === "down" && link.status.reason !== "" && (
        <Notice tone="bad">{reasonWords(link.status.reason, t)}</Notice>
      )}
      <PageTabs
        root={linkHref(link.id)}
        tab={tab}
        tabs={[
          { value: "slaves", label: t("fieldbus.doctorTab"), content: () => <SlavesTab link={link} /> },
          { value: "frames", label: t("fieldbus.frames"), content: () => <FrameView link={link} /> },
          {
            value: "read",
            label: t("fieldbus.readTab"),
            isHidden: !mayWrite,
            content: () => <ReaderTab link={link} />,
          },
          {
            value: "settings",
            label: t("device.settings"),
            isHidden: !mayWrite,
            content: () => <SettingsTab link={link} onEdit={() => setIsEditing(true)} />,
          },
        ]}
      />
      <LinkForm
        link={link}
        isOpen={isEditing}
        onSaved={() => setIsEditing(false)}
        onClose={() => setIsEditing(false)}
      />
    </>
  );
}

export function LinkPage({ id, tab }: { id: number; tab: string | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const link = useQuery(fieldbusQueries.link(id));
  return (
    <Page
      title={link.data?.settings.name ?? t("fieldbus.link")}
      crumbs={[{ label: t("fieldbus.title"), to: "/links" }]}
      aside={link.data && <LinkStatus link={link.data} />}
      actions={
        mayWrite && (
          <Button component={Link} href={`/links/commission?link=${id}`} leftSection={<IconWand size={16} />}>
            {t("fieldbus.commission")}
          </Button>
        )
      }
    >
      <Loaded query={link}>{(answer) => <Content link={answer} tab={tab} />}</Loaded>
    </Page>
  );
}
