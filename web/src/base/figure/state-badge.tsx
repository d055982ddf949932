// A device's state: always a word beside the colour.

import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DeviceState } from "../../contract.ts";

export function StateDot({ state }: { state: DeviceState | "ok" | "failed" }) {
  return <span className="dot" data-state={state} aria-hidden="true" />;
}

export function StateBadge({ state }: { state: DeviceState }) {
  const { t } = useTranslation();
  return (
    <Badge
      variant="default"
      className="state-badge"
      data-state={state}
      leftSection={<StateDot state={state} />}
    >
      {t(`state.${state}`)}
    </Badge>
  );
}
