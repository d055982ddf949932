// Properties that may be set: each with what it is now, its input, and the button that sends it.

import { Button, Text } from "@mantine/core";
import { IconAdjustments, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Panel } from "../../base/panel.tsx";
import { Empty } from "../../base/states.tsx";
import type { Device, Json, LatestPoint, Property } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { unitOf, valueText } from "../value-text.ts";
import { controlCalls } from "./control-calls.ts";
import { type Sending, useOutcome } from "./use-outcome.ts";
import { type Draft, draftOf, emptyDraft, readDraft } from "./value-draft.ts";
import { ValueInput } from "./value-input.tsx";

function isWritable({ accessMode, calculated }: Property): boolean {
  return accessMode !== "r" && calculated === undefined;
}

function Now({ property, point }: { property: Property; point: LatestPoint | undefined }) {
  const { t } = useTranslation();
  if (point === undefined) {
    return (
      <Text size="xs" c="dimmed">
        {t("control.noValue")}
      </Text>
    );
  }
  const unit = unitOf(property.dataType);
  return (
    <Text size="xs" c="dimmed">
      {t("control.now")} <b>{`${valueText(point.value, property.dataType, t)} ${unit}`.trim()}</b> ·{" "}
      <Ago ts={point.ts} size="xs" />
    </Text>
  );
}

interface RowProps {
  readonly device: Device;
  readonly property: Property;
  readonly point: LatestPoint | undefined;
  readonly sending: Sending;
}

function Row({ device, property, point, sending }: RowProps) {
  const { t } = useTranslation();
  const { identifier, name, dataType } = property;
  const [typed, setTyped] = useState<Draft>();
  const draft =
    typed ?? (dataType.type === "struct" ? draftOf(dataType, point?.value) : emptyDraft(dataType));
  const value = typed === undefined ? undefined : readDraft(dataType, draft);
  const outcome = useOutcome(device);
  const set = useMutation({
    mutationFn: (wanted: Json) => controlCalls.set(device, { [identifier]: wanted }, sending.terms),
    ...outcome.around(name, () => setTyped(undefined)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value !== undefined) set.mutate(value);
  };
  return (
    <li>
      <form onSubmit={submit} className="control-row">
        <div className="control-name">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          {name !== identifier && (
            <Text size="xs" c="dimmed" ff="monospace" className="break">
              {identifier}
            </Text>
          )}
          <Now property={property} point={point} />
        </div>
        <div className="control-input">
          <ValueInput label={name} type={dataType} draft={draft} onChange={setTyped} hasLabel={false} />
        </div>
        <Button
          type="submit"
          variant="default"
          leftSection={<IconSend size={15} />}
          disabled={value === undefined}
          loading={set.isPending}
          aria-label={t("control.setOne", { name })}
        >
          {t("control.set")}
        </Button>
      </form>
    </li>
  );
}

export function PropertySet({
  device,
  properties,
  sending,
}: {
  device: Device;
  properties: readonly Property[];
  sending: Sending;
}) {
  const { t } = useTranslation();
  const latest = useQuery({ ...queries.latest(device), refetchInterval: 3_000 });
  const points = new Map(latest.data?.items.map((point) => [point.property, point]));
  const writable = properties.filter(isWritable);
  return (
    <Panel title={t("control.properties")} note={t("control.propertiesNote")} isFlush>
      {writable.length === 0 ? (
        <Empty
          icon={<IconAdjustments size={24} />}
          title={t("control.nothingToSet")}
          text={t("control.nothingToSetText")}
        />
      ) : (
        <ul className="control-list">
          {writable.map((property) => (
            <Row
              key={property.identifier}
              device={device}
              property={property}
              point={points.get(property.identifier)}
              sending={sending}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
