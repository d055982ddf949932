// The broker in figures.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Panel } from "../base/panel.tsx";
import { formatBytes, formatCount } from "../base/quantity.ts";
import { Loaded } from "../base/states.tsx";
import { queries } from "../queries.ts";
import type { BrokerFigures as Figures } from "./contract.ts";

function Rows({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const { dropped } = figures;
  const all = dropped.slow + dropped.queue + dropped.expired + dropped.size;
  const rows = [
    [t("broker.connected"), formatCount(figures.connected)],
    [t("broker.maximum"), formatCount(figures.maximum)],
    [t("broker.sessions"), formatCount(figures.sessions)],
    [t("broker.subscriptions"), formatCount(figures.subscriptions)],
    [t("broker.shared"), formatCount(figures.sharedGroups)],
    [t("broker.retained"), `${formatCount(figures.retained)} · ${formatBytes(figures.retainedBytes)}`],
    [t("broker.waiting"), `${formatCount(figures.queued)} · ${formatBytes(figures.queuedBytes)}`],
    [t("broker.dropped"), formatCount(all)],
  ] as const;
  return (
    <>
      <dl className="figures">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {all > 0 && (
        <Text size="xs" c="dimmed">
          {t("broker.droppedNote", { ...dropped })}
        </Text>
      )}
    </>
  );
}

export function BrokerFigures() {
  const { t } = useTranslation();
  const figures = useQuery(queries.brokerFigures());
  return (
    <Panel title={t("broker.figures")}>
      <Loaded query={figures}>{(answer) => <Rows figures={answer} />}</Loaded>
    </Panel>
  );
}
