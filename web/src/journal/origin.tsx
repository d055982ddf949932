// Whose entry it is, and where to go from there.

import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useMay } from "../base/role.ts";
import type { JournalEntry } from "../contract.ts";
import { deviceHref } from "../devices/device-href.ts";

/** Who it was: a link to the device, an offer to create one that is not known, or just the address. */
export function Origin({ entry }: { entry: JournalEntry }) {
  const { t } = useTranslation();
  const mayWrite = useMay("thing models", "manage");
  const { productKey, deviceName } = entry;
  if (productKey && deviceName && entry.code !== "unknown_device" && entry.code !== "unknown_product") {
    return (
      <Anchor component={Link} size="xs" href={deviceHref({ productKey, deviceName }, "log")}>
        {productKey}/{deviceName}
      </Anchor>
    );
  }
  // A user or an application key has no page of its own; its name says more than the address, which follows anyway.
  const application = entry.params?.application;
  const who = typeof application === "string" ? application : entry.address;
  const wanted = new URLSearchParams({ new: "1", product: productKey ?? "", name: deviceName ?? "" });
  return (
    <>
      <Text size="xs" c="dimmed">
        {productKey ? `${productKey}/${deviceName ?? ""}` : (who ?? t("overview.unknownDevice"))}
      </Text>
      {mayWrite && entry.code === "unknown_device" && productKey && deviceName && (
        <Anchor component={Link} size="xs" href={`/devices?${wanted}`}>
          {t("overview.adopt")}
        </Anchor>
      )}
    </>
  );
}
