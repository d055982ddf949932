// What topics and payloads of a product's devices mean: rows, ready-made sets of them, and a place to try them.

import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { SaveBar } from "../../base/form/save-bar.tsx";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Empty, Failed, Loaded } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import type { Mapping, MappingRow } from "../../contract.ts";
import { Held } from "../../edit/held.tsx";
import { queries, queryClient } from "../../queries.ts";
import { swapped } from "../model/form/parameter-list.tsx";
import { PRESETS, type Preset, sampleTopic } from "./presets.ts";
import { RowForm } from "./row-form.tsx";
import { RowList } from "./row-list.tsx";
import { Trial, type TrialDraft } from "./trial.tsx";

const ROWS = 50;

function Presets({ onChoose }: { onChoose: (preset: Preset) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" justify="center" role="group" aria-label={t("mapping.presets")}>
      {PRESETS.map((preset) => (
        <Button key={preset.name} size="xs" variant="default" onClick={() => onChoose(preset)}>
          {t(`mapping.preset.${preset.name}`)}
        </Button>
      ))}
    </Group>
  );
}

interface RowsProps {
  readonly mapping: Mapping;
  readonly isEditable: boolean;
  readonly onChange: (change: Partial<Mapping>) => void;
  readonly onPreset: (preset: Preset) => void;
}

function Rows({ mapping, isEditable, onChange, onPreset }: RowsProps) {
  const { t } = useTranslation();
  const { rows, isShared } = mapping;
  const [open, setOpen] = useState<number | "new">();
  const edited = typeof open === "number" ? rows[open] : undefined;
  const put = (next: readonly MappingRow[]) => onChange({ rows: [...next] });
  const apply = (row: MappingRow) => {
    put(edited === undefined ? [...rows, row] : rows.map((one) => (one === edited ? row : one)));
    setOpen(undefined);
  };
  const addButton = isEditable && (
    <Button
      size="xs"
      leftSection={<IconPlus size={15} />}
      disabled={rows.length >= ROWS}
      onClick={() => setOpen("new")}
    >
      {t("mapping.add")}
    </Button>
  );
  return (
    <>
      {rows.length === 0 ? (
        <Empty
          icon={<IconRoute size={24} />}
          title={t("mapping.emptyTitle")}
          text={t("mapping.emptyText")}
          action={
            isEditable && (
              <>
                <Presets onChoose={onPreset} />
                {addButton}
              </>
            )
          }
        />
      ) : (
        <>
          <RowList
            rows={rows}
            isEditable={isEditable}
            onOpen={setOpen}
            onMove={(from, to) => put(swapped(rows, from, to))}
            onRemove={(index) => put(rows.filter((_, at) => at !== index))}
          />
          <div className="panel-foot">
            <Stack gap="md">
              <Group gap="xs">
                {addButton}
                <Text size="xs" c="dimmed">
                  {t("mapping.limit")}
                </Text>
              </Group>
              <Switch
                label={t("mapping.isShared")}
                description={t("mapping.isSharedNote")}
                checked={isShared}
                disabled={!isEditable}
                onChange={(event) => onChange({ isShared: event.currentTarget.checked })}
              />
            </Stack>
          </div>
        </>
      )}
      <RowForm isOpen={open !== undefined} row={edited} onApply={apply} onClose={() => setOpen(undefined)} />
    </>
  );
}

function firstTrial(productKey: string, { rows }: Mapping): TrialDraft {
  const deviceName = "device-1";
  const [row] = rows;
  const preset = PRESETS.find((one) => one.rows[0]?.topic === row?.topic);
  const topic =
    row === undefined ? "" : sampleTopic(preset?.sample.topic ?? row.topic, productKey, deviceName);
  const payload = preset?.sample.payload ?? (row?.payload === "text" ? "21.5" : '{"temperature": 21.5}');
  return { deviceName, topic, payload, encoding: preset?.sample.encoding ?? "text" };
}

function useSave(productKey: string, basis: Mapping, onSaved: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (mapping: Mapping) => api.saveMapping(productKey, mapping, basis),
    onSuccess: (saved) => {
      queryClient.setQueryData(queries.mapping(productKey).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      toastDone(t("mapping.saved"));
      onSaved();
    },
  });
}

function Editor({ productKey, saved }: { productKey: string; saved: Mapping }) {
  const { t } = useTranslation();
  const isEditable = useMay("products", "manage");
  const [draft, setDraft] = useState<Mapping>();
  const mapping = draft ?? saved;
  const [trial, setTrial] = useState<TrialDraft>(() => firstTrial(productKey, mapping));
  const save = useSave(productKey, saved, () => setDraft(undefined));
  const isDirty = draft !== undefined && JSON.stringify(draft) !== JSON.stringify(saved);
  const change = (part: Partial<Mapping>) => setDraft({ ...mapping, ...part });
  const choose = ({ rows, sample }: Preset) => {
    change({ rows: [...rows] });
    setTrial({ ...trial, ...sample, topic: sampleTopic(sample.topic, productKey, trial.deviceName) });
  };
  return (
    <>
      <Panel title={t("mapping.title")} note={t("mapping.note")} isFlush>
        <LeaveGuard isDirty={isDirty} />
        {isDirty && (
          <SaveBar
            texts={{ unsaved: t("mapping.unsaved"), discard: t("mapping.discard"), save: t("mapping.save") }}
            isBusy={save.isPending}
            onSave={() => save.mutate(mapping)}
            onDiscard={() => {
              setDraft(undefined);
              save.reset();
            }}
          />
        )}
        {save.isError && <Failed error={save.error} />}
        <Rows mapping={mapping} isEditable={isEditable} onChange={change} onPreset={choose} />
      </Panel>
      {mapping.rows.length > 0 && (
        <Trial
          productKey={productKey}
          mapping={mapping}
          draft={trial}
          onChange={(part) => setTrial((before) => ({ ...before, ...part }))}
        />
      )}
    </>
  );
}

export function MappingEditor({ productKey }: { productKey: string }) {
  const mapping = useQuery(queries.mapping(productKey));
  return (
    <Loaded query={mapping}>
      {(answer) => (
        <Held value={answer}>
          {(saved, _, reloads) => <Editor key={reloads} productKey={productKey} saved={saved} />}
        </Held>
      )}
    </Loaded>
  );
}
