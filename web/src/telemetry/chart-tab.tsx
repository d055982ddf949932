// The history of one or more properties of a device: choose, zoom, follow, read as a table, take away.

import { IconChartLine } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../base/panel.tsx";
import { Empty } from "../base/states.tsx";
import type { Device } from "../contract.ts";
import { ChartTools } from "./chart-tools.tsx";
import { ChartView } from "./chart-view.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { PropertyChoice } from "./property-choice.tsx";
import { RangeChoice } from "./range-choice.tsx";
import { useChart } from "./use-chart.ts";

export function ChartTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  const chart = useChart(device);
  const [view, setView] = useState("chart");
  const [isExporting, setExporting] = useState(false);
  const empty = (
    <Empty icon={<IconChartLine size={24} />} title={t("chart.choose")} text={t("chart.chooseText")} />
  );
  return (
    <Panel isFlush>
      <div className="filters">
        <PropertyChoice device={device} selected={chart.selected} onChange={chart.select} />
        <RangeChoice range={chart.range} fromMs={chart.fromMs} toMs={chart.toMs} onChange={chart.setRange} />
      </div>
      <ChartTools
        isFollowing={chart.isFollowing}
        onFollow={chart.follow}
        treatment={chart.treatment}
        onTreatment={chart.treat}
        view={view}
        onView={setView}
        mayExport={chart.selected.length > 0}
        onExport={() => setExporting(true)}
      />
      <ChartView chart={chart} view={view} empty={empty} />
      <ExportDialog
        isOpen={isExporting}
        onClose={() => setExporting(false)}
        chosen={chart.selected.map((property) => ({ ...device, property }))}
        chart={chart}
      />
    </Panel>
  );
}
