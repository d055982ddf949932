// Above a chart: follow the present, points or intervals, chart or table, take it away.

import { Button, Group, SegmentedControl, Switch } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Treatment } from "./treatment.ts";
import { TreatmentChoice } from "./treatment-choice.tsx";

interface ChartToolsProps {
  readonly isFollowing: boolean;
  readonly onFollow: (isOn: boolean) => void;
  readonly treatment: Treatment;
  readonly onTreatment: (treatment: Treatment) => void;
  readonly view: string;
  readonly onView: (view: string) => void;
  readonly mayExport: boolean;
  readonly onExport: () => void;
}

export function ChartTools(props: ChartToolsProps) {
  const { t } = useTranslation();
  return (
    <Group className="chart-tools" justify="space-between" gap="sm">
      <Group gap="sm">
        <TreatmentChoice treatment={props.treatment} onChange={props.onTreatment} />
        <Switch
          size="sm"
          label={t("chart.follow")}
          checked={props.isFollowing}
          onChange={(event) => props.onFollow(event.currentTarget.checked)}
        />
      </Group>
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t("chart.view")}
          value={props.view}
          onChange={props.onView}
          data={[
            { value: "chart", label: t("chart.asChart") },
            { value: "table", label: t("chart.asTable") },
          ]}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} />}
          onClick={props.onExport}
          disabled={!props.mayExport}
        >
          {t("export.open")}
        </Button>
      </Group>
    </Group>
  );
}
