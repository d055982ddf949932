// Where DTUs are to call: the address and port that is set in them, or why nobody listens.

import { IconPhoneIncoming } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { queries } from "../../queries.ts";

export function DtuListener() {
  const { t } = useTranslation();
  const overview = useQuery(queries.overview()).data;
  if (overview === undefined) return null;
  const listener = overview.listeners.find(({ name }) => name === "dtu");
  if (listener === undefined)
    return (
      <Notice tone="idle" icon={<IconPhoneIncoming size={18} />}>
        {t("fieldbus.dtuOff")}
      </Notice>
    );
  const { port, host, status, error } = listener;
  if (status === "failed")
    return (
      <Notice tone="bad" title={t("fieldbus.dtuFailed", { port })}>
        {error}
      </Notice>
    );
  const isOpen = host === "0.0.0.0" || host === "::";
  const hosts = isOpen ? overview.server.hosts : [host];
  return (
    <Notice tone="ok" icon={<IconPhoneIncoming size={18} />}>
      {t("fieldbus.dtuListens", {
        places:
          hosts.map((one) => `${one.includes(":") ? `[${one}]` : one}:${port}`).join(", ") || `:${port}`,
      })}
    </Notice>
  );
}
