// Above a device's facts: its way through the tree of groups; and a word on a state that needs one.

import { Anchor, Text } from "@mantine/core";
import { IconHourglassEmpty } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";
import type { Crumb } from "../../base/page.tsx";
import type { Device } from "../../contract.ts";
import { lineOf } from "../groups/tree.ts";
import { groupsQuery } from "../groups/use-groups.ts";

/** The groups from the top down to the one in which the device stands, each a link to its devices. */
export function useGroupCrumbs(device: Device | undefined): readonly Crumb[] {
  const id = device?.groupId;
  const { data } = useQuery({ ...groupsQuery(), enabled: typeof id === "number" });
  if (typeof id !== "number" || data === undefined) return [];
  return lineOf(data.items, id).map((group) => ({ label: group.name, to: `/devices?group=${group.id}` }));
}

/** What "stale" means, where a device is. */
export function StaleNotice({ device }: { device: Device }) {
  const { t } = useTranslation();
  if (device.state !== "stale") return null;
  return (
    <Notice tone="warn" icon={<IconHourglassEmpty size={18} />} title={t("timeline.stale")}>
      <Text size="sm">{t("timeline.staleText")}</Text>
      <Anchor component={Link} size="sm" href={`/products/${encodeURIComponent(device.productKey)}/settings`}>
        {t("timeline.staleRule")}
      </Anchor>
    </Notice>
  );
}
