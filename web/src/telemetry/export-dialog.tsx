// Takes stored values away as a file: which properties of which device, which span, which form.

import {
  Button,
  Group,
  Modal,
  MultiSelect,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
} from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type DeviceKey, type ExportRequest, exportHref } from "../api.ts";
import { download } from "../base/listing/download.ts";
import { browserZone, shownZone } from "../base/person/time-zone.ts";
import { Failed } from "../base/states.tsx";
import { toastDone } from "../base/toast.ts";
import type { SeriesKey } from "../contract.ts";
import type { ChartContent } from "./chart-view.tsx";
import { usePropertyChoices } from "./property-choice.tsx";
import { RangeDates } from "./range-choice.tsx";
import { writeCsv } from "./shown-series.ts";
import { useSite } from "./site.ts";

interface ExportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What the chart shows; its first device is offered first. */
  readonly chosen: readonly SeriesKey[];
  readonly chart: Pick<ChartContent, "series" | "fromMs" | "toMs">;
}

const keyText = ({ productKey, deviceName }: DeviceKey) => `${productKey}/${deviceName}`;

/** The browser saves what a link leads to, without holding it as this page would have to. */
function follow(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}

function useExport(onDone: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: async ({ device, request }: { device: DeviceKey; request: ExportRequest }) => {
      await api.mayExport(device, request);
      follow(exportHref(device, request));
    },
    onSuccess: () => {
      toastDone(t("export.started"));
      onDone();
    },
  });
}

function PropertyField(props: {
  readonly device: DeviceKey;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <MultiSelect
      label={t("export.properties")}
      value={[...props.value]}
      onChange={props.onChange}
      data={usePropertyChoices(props.device, "all")}
      error={props.value.length === 0 ? t("export.needProperty") : undefined}
      searchable
      hidePickedOptions
    />
  );
}

interface ChoicesProps {
  readonly device: DeviceKey;
  readonly request: ExportRequest;
  readonly onChange: (part: Partial<ExportRequest>) => void;
}

function Choices({ device, request, onChange }: ChoicesProps) {
  const { t } = useTranslation();
  const site = useSite()?.timeZone ?? shownZone();
  const zones = [...new Set([shownZone(), browserZone(), site, "UTC"])];
  return (
    <>
      <PropertyField
        device={device}
        value={request.properties}
        onChange={(properties) => onChange({ properties })}
      />
      <RangeDates
        hasLabels
        fromMs={request.fromMs}
        toMs={request.toMs}
        onChange={(fromMs, toMs) => onChange({ fromMs, toMs })}
      />
      <Select
        label={t("export.zone")}
        value={request.timeZone}
        onChange={(timeZone) => timeZone !== null && onChange({ timeZone })}
        data={zones}
      />
      <SegmentedControl
        aria-label={t("export.format")}
        value={request.format}
        onChange={(format) => onChange({ format: format === "xlsx" ? "xlsx" : "csv" })}
        data={[
          { value: "csv", label: t("export.csv") },
          { value: "xlsx", label: t("export.xlsx") },
        ]}
      />
      <Switch
        label={t("export.quality")}
        checked={request.hasQuality}
        onChange={(event) => onChange({ hasQuality: event.currentTarget.checked })}
      />
      <Switch
        label={t("export.received")}
        checked={request.hasReceived}
        onChange={(event) => onChange({ hasReceived: event.currentTarget.checked })}
      />
    </>
  );
}

/** Which device, and what of it; another device begins with what the chart shows of it. */
function useRequest(chosen: readonly SeriesKey[], chart: ExportDialogProps["chart"]) {
  const devices = [...new Map(chosen.map((one) => [keyText(one), one])).keys()];
  const shownOf = (key: string | undefined) =>
    chosen.filter((one) => keyText(one) === key).map((one) => one.property);
  const [deviceKey, setDeviceKey] = useState(devices[0]);
  const [request, setRequest] = useState<ExportRequest>({
    properties: shownOf(deviceKey),
    fromMs: chart.fromMs,
    toMs: chart.toMs,
    format: "csv",
    timeZone: shownZone(),
    hasQuality: false,
    hasReceived: false,
  });
  const change = (part: Partial<ExportRequest>) => setRequest({ ...request, ...part });
  return {
    ...{ devices, request, change },
    device: chosen.find((one) => keyText(one) === deviceKey),
    choose(key: string | null) {
      if (key === null) return;
      setDeviceKey(key);
      change({ properties: shownOf(key) });
    },
  };
}

function Fields({ chosen, chart, onClose }: Omit<ExportDialogProps, "isOpen">) {
  const { t } = useTranslation();
  const { devices, device, request, change, choose } = useRequest(chosen, chart);
  const start = useExport(onClose);
  if (device === undefined) return null;
  const isReady = request.properties.length > 0;
  const saveShown = () => {
    const name = [...new Set(chosen.map((one) => one.deviceName))].join("-").slice(0, 100);
    download(`${name}.csv`, writeCsv(chart.series), "text/csv");
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) start.mutate({ device, request });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t("export.lead")}
        </Text>
        {devices.length > 1 && (
          <Select label={t("export.device")} value={keyText(device)} onChange={choose} data={devices} />
        )}
        <Choices device={device} request={request} onChange={change} />
        {start.error !== null && <Failed error={start.error} />}
        <Group justify="space-between" gap="xs">
          <Button variant="subtle" size="xs" onClick={saveShown}>
            {t("export.shown")}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("word.cancel")}
            </Button>
            <Button
              type="submit"
              loading={start.isPending}
              disabled={!isReady}
              leftSection={<IconDownload size={15} />}
            >
              {t("export.start")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

export function ExportDialog({ isOpen, ...rest }: ExportDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={rest.onClose}
      title={t("export.title")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Fields {...rest} />
    </Modal>
  );
}
