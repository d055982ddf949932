// Devices that are shut out after failed logins, and for those who look after users also people.

import { Stack } from "@mantine/core";
import { IconShieldCheck, IconUserCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { securityApi } from "../accounts/security/api.ts";
import type { SignInBan } from "../accounts/security/contract.ts";
import { api } from "../api.ts";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import type { Ban } from "../contract.ts";
import { BanPanel } from "./ban-panel.tsx";

function DeviceBans() {
  const { t } = useTranslation();
  const mayLift = useMay("access", "admin");
  return (
    <BanPanel<Ban>
      source={{
        ...{ name: "bans", queryKey: ["bans", "table"], title: t("ban.devices"), label: t("ban.title") },
        ...{ liftText: t("ban.liftText"), searchLabel: t("ban.search"), mayLift },
        empty: { icon: <IconShieldCheck size={22} />, title: t("ban.empty"), text: t("ban.emptyText") },
        whoOf: (ban) => ban.name ?? t("ban.everyone"),
        kindOf: ({ kind }) => ({ value: kind, label: t(`ban.${kind}`) }),
        failures: {
          header: t("ban.failures"),
          cell: (ban) => (
            <span className="chip">
              <code>{ban.code}</code> {formatCount(ban.failures)}
            </span>
          ),
        },
        wordsOf: (ban) => [ban.code],
        load: () => api.bans(),
        lift: (id) => api.clearBan(id),
      }}
    />
  );
}

function SignInBans() {
  const { t } = useTranslation();
  return (
    <BanPanel<SignInBan>
      source={{
        ...{ name: "sign-in-bans", queryKey: ["sign-in-bans"], mayLift: true },
        ...{ title: t("signInBan.title"), label: t("signInBan.title"), note: t("signInBan.note") },
        ...{ liftText: t("signInBan.liftText"), searchLabel: t("signInBan.search") },
        empty: {
          icon: <IconUserCheck size={22} />,
          ...{ title: t("signInBan.empty"), text: t("signInBan.emptyText") },
        },
        whoOf: (ban) => ban.username ?? t(ban.kind === "name" ? "signInBan.unknown" : "ban.everyone"),
        kindOf: ({ kind }) => ({ value: kind, label: t(`signInBan.${kind}`) }),
        failures: { header: t("signInBan.failures"), cell: (ban) => formatCount(ban.failures) },
        wordsOf: () => [],
        load: () => securityApi.bans(),
        lift: (id) => securityApi.clearBan(id),
      }}
    />
  );
}

/** Devices, and for those who look after users also people. */
export function AllBans() {
  const seesPeople = useMay("users", "admin");
  return (
    <Stack gap="md">
      <DeviceBans />
      {seesPeople && <SignInBans />}
    </Stack>
  );
}
