// All links, how they stand, and what can be done with each.

import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus, IconTopologyBus, IconWand } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { PageAction } from "../../base/page/page-action.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { FieldLink } from "../contract.ts";
import { fieldbusCalls, refreshLinks } from "../fieldbus-calls.ts";
import { placeText } from "../link-words.ts";
import { LinkForm } from "./link-form.tsx";
import { LinkReason, LinkStatus } from "./link-status.tsx";
import { LoadText } from "./load-text.tsx";

export const linkHref = (id: number, tab?: string) => `/links/${id}${tab === undefined ? "" : `/${tab}`}`;

function useColumns(): readonly Column<FieldLink>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      header: t("fieldbus.link"),
      isFixed: true,
      phone: "title",
      sort: "name",
      text: (link) => link.settings.name,
      cell: (link) => (
        <>
          <Link href={linkHref(link.id)} className="row-link">
            {link.settings.name}
          </Link>
          <Text size="xs" c="dimmed" className="break">
            {t(`fieldbus.kind.${link.settings.transport.kind}`)}
            {" · "}
            {placeText(link.settings, t)}
          </Text>
          <LinkReason link={link} />
        </>
      ),
    },
    {
      key: "state",
      header: t("fieldbus.stateLabel"),
      phone: "aside",
      sort: "state",
      text: (link) => link.status.state,
      cell: (link) => <LinkStatus link={link} />,
    },
    {
      key: "since",
      header: t("fieldbus.since"),
      sort: "since",
      cell: (link) => <Ago ts={link.status.since} size="sm" className="no-wrap" />,
    },
    {
      key: "slaves",
      header: t("fieldbus.slaves"),
      align: "right",
      sort: "slaves",
      text: (link) => link.slaveCount,
      cell: (link) => link.slaveCount,
    },
    {
      key: "load",
      header: t("fieldbus.load"),
      align: "right",
      cell: (link) => <LoadText link={link} />,
    },
  ];
}

const ORDERS = {
  name: (link: FieldLink) => link.settings.name,
  state: (link: FieldLink) => link.status.state,
  since: (link: FieldLink) => link.status.since,
  slaves: (link: FieldLink) => link.slaveCount,
};

interface RowMenuProps {
  readonly link: FieldLink;
  readonly onEdit: () => void;
  readonly onFlip: () => void;
  readonly onRemove: () => void;
}

function RowMenu({ link, onEdit, onFlip, onRemove }: RowMenuProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { name, isEnabled } = link.settings;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("fieldbus.actionsOf", { name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => navigate(`/links/commission?link=${link.id}`)}>
          {t("fieldbus.commission")}
        </Menu.Item>
        <Menu.Item onClick={onEdit}>{t("word.change")}</Menu.Item>
        <Menu.Item onClick={onFlip}>{t(isEnabled ? "word.disable" : "word.enable")}</Menu.Item>
        <Menu.Item color="red" onClick={onRemove}>
          {t("word.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Switches links and takes them away; both are asked for by lists and pages. */
export function useLinkChanges(onRemoved: () => void) {
  const { t } = useTranslation();
  const flip = useMutation({
    mutationFn: ({ id, settings }: FieldLink) =>
      fieldbusCalls.changeLink(id, (now) => ({ ...now, isEnabled: !settings.isEnabled })),
    onSuccess: ({ settings: { name, isEnabled } }) => {
      refreshLinks();
      toastDone(t(isEnabled ? "word.enabledName" : "word.disabledName", { name }));
    },
    onError: (error) => toastProblem(error, t),
  });
  const remove = useMutation({
    mutationFn: ({ id }: FieldLink) => fieldbusCalls.removeLink(id),
    onSuccess: () => {
      refreshLinks();
      onRemoved();
    },
    onError: (error) => toastProblem(error, t),
  });
  return { flip, remove };
}

function ToWizard() {
  const { t } = useTranslation();
  return (
    <Button component={Link} href="/links/commission" leftSection={<IconWand size={16} />}>
      {t("fieldbus.commission")}
    </Button>
  );
}

export function LinkList() {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const [, navigate] = useLocation();
  const [edited, setEdited] = useState<FieldLink | "new">();
  const [removed, setRemoved] = useState<FieldLink>();
  const { flip, remove } = useLinkChanges(() => setRemoved(undefined));
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("fieldbus.newLink")}
    </Button>
  );
  return (
    <>
      {mayWrite && <PageAction>{add}</PageAction>}
      <Panel isFlush>
        <DataTable
          name="links"
          label={t("fieldbus.links")}
          columns={useColumns()}
          keyOf={(link) => String(link.id)}
          nameOf={(link) => link.settings.name}
          queryKey={["links", "shown"]}
          refreshMs={2_000}
          load={async (request) =>
            listLocally((await fieldbusCalls.links()).items, request, {
              words: ({ settings }) => [settings.name, placeText(settings, t)],
              orders: ORDERS,
            })
          }
          hrefOf={(link) => linkHref(link.id)}
          searchLabel={t("fieldbus.search")}
          empty={{
            icon: <IconTopologyBus size={24} />,
            title: t("fieldbus.none"),
            text: t("fieldbus.noneText"),
            ...(mayWrite && { action: <ToWizard /> }),
          }}
          {...(mayWrite && {
            rowActions: (link: FieldLink) => (
              <RowMenu
                link={link}
                onEdit={() => setEdited(link)}
                onFlip={() => flip.mutate(link)}
                onRemove={() => setRemoved(link)}
              />
            ),
          })}
        />
      </Panel>
      <LinkForm
        isOpen={edited !== undefined}
        {...(edited !== undefined && edited !== "new" && { link: edited })}
        onSaved={(link) => {
          setEdited(undefined);
          if (edited === "new") navigate(linkHref(link.id));
        }}
        onClose={() => setEdited(undefined)}
      />
      <RemoveLink
        link={removed}
        isBusy={remove.isPending}
        onConfirm={(link) => remove.mutate(link)}
        onClose={() => setRemoved(undefined)}
      />
    </>
  );
}

interface RemoveLinkProps {
  readonly link: FieldLink | undefined;
  readonly isBusy: boolean;
  readonly onConfirm: (link: FieldLink) => void;
  readonly onClose: () => void;
}

export function RemoveLink({ link, isBusy, onConfirm, onClose }: RemoveLinkProps) {
  const { t } = useTranslation();
  return (
    <Confirm
      isOpen={link !== undefined}
      title={t("fieldbus.removeLink", { name: link?.settings.name ?? "" })}
      text={t("fieldbus.removeText", { count: link?.slaveCount ?? 0 })}
      confirmLabel={t("word.delete")}
      isDanger
      isBusy={isBusy}
      onConfirm={() => link && onConfirm(link)}
      onClose={onClose}
    />
  );
}
