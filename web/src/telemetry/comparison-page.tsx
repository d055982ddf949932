// Stored values of several devices in one chart.

import { IconChartLine } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../base/page.tsx";
import { Panel } from "../base/panel.tsx";
import { Empty } from "../base/states.tsx";
import { ChartTools } from "./chart-tools.tsx";
import { ChartView } from "./chart-view.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { RangeChoice } from "./range-choice.tsx";
import { SeriesChoice } from "./series-choice.tsx";
import { useComparison } from "./use-comparison.ts";

export function ComparisonPage() {
  const { t } = useTranslation();
  const data = useComparison();
  const { address } = data;
  const [view, setView] = useState("chart");
  const [isExporting, setExporting] = useState(false);
  return (
    <Page title={t("data.title")} lead={t("data.lead")}>
      <Panel isFlush>
        <SeriesChoice chosen={data.chosen} shown={data.series} onChange={data.choose} />
        <div className="filters">
          <RangeChoice
            range={address.range}
            fromMs={data.fromMs}
            toMs={data.toMs}
            onChange={address.setRange}
          />
        </div>
        <ChartTools
          isFollowing={address.range.kind === "preset"}
          onFollow={(isOn) => address.follow(isOn, [data.fromMs, data.toMs])}
          treatment={data.treatment}
          onTreatment={address.treat}
          view={view}
          onView={setView}
          mayExport={data.chosen.length > 0}
          onExport={() => setExporting(true)}
        />
        <ChartView
          chart={data}
          view={view}
          empty={
            <Empty icon={<IconChartLine size={24} />} title={t("data.none")} text={t("data.noneText")} />
          }
        />
      </Panel>
      <ExportDialog
        isOpen={isExporting}
        onClose={() => setExporting(false)}
        chosen={data.chosen}
        chart={data}
      />
    </Page>
  );
}
