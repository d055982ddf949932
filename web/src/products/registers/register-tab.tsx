// A product's register map: where on a Modbus unit its properties lie; developers change it point by point.

import { ActionIcon, Button, Group, Stack } from "@mantine/core";
import { IconFileImport, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThingModel } from "../../../../src/spine/model.ts";
import type { RegisterMap, RegisterPoint } from "../../../../src/spine/register-map.ts";
import { Confirm } from "../../base/confirm.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { useBasis } from "../../edit/held.tsx";
import { queries, queryClient } from "../../queries.ts";
import { MapExportMenu } from "./map-export.tsx";
import { MapImportDialog } from "./map-import.tsx";
import { PointForm } from "./point/point-form.tsx";
import {
  type MapChange,
  pointChange,
  registerMapQuery,
  saveRegisterMap,
  settingsChange,
  verifiedChange,
} from "./register-calls.ts";
import { RegisterSource, UnitFacts } from "./register-source.tsx";
import { type RegisterRow, RegisterTable } from "./register-table.tsx";
import { MapSettings } from "./settings/map-settings.tsx";

function useSave(productKey: string, basis: RegisterMap, onDone: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (change: MapChange) => saveRegisterMap(productKey, change, basis),
    onSuccess: (map) => {
      queryClient.setQueryData(registerMapQuery(productKey).queryKey, map);
      toastDone(t("word.saved"));
      onDone();
    },
  });
}

/** `point` undefined: a new one. */
type Opened =
  | { readonly what: "point"; readonly point: RegisterPoint | undefined }
  | { readonly what: "removal"; readonly point: RegisterPoint }
  | { readonly what: "settings" };

function RowButtons({
  row,
  onEdit,
  onRemove,
}: {
  row: RegisterRow;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const name = row.property?.name ?? row.point.identifier;
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon aria-label={t("register.editPoint", { name })} onClick={onEdit}>
        <IconPencil size={15} />
      </ActionIcon>
      <ActionIcon aria-label={t("register.removePoint", { name })} onClick={onRemove}>
        <IconTrash size={15} />
      </ActionIcon>
    </Group>
  );
}

interface OriginProps {
  readonly map: RegisterMap;
  readonly isBusy: boolean;
  /** Undefined for who may not. */
  readonly onMark: (() => void) | undefined;
  readonly onChange: (() => void) | undefined;
}

function Origin({ map, isBusy, onMark, onChange }: OriginProps) {
  const { t } = useTranslation();
  const mark = onMark && (
    <Button mt="sm" size="xs" variant="default" loading={isBusy} onClick={onMark}>
      {t(map.isVerified ? "register.unmark" : "register.mark")}
    </Button>
  );
  return (
    <>
      <RegisterSource map={map} action={mark} />
      <Panel
        title={t("register.unit")}
        actions={
          onChange && (
            <Button size="xs" variant="default" onClick={onChange}>
              {t("word.change")}
            </Button>
          )
        }
      >
        <UnitFacts map={map} />
      </Panel>
    </>
  );
}

function Tools({ productKey, onAdd }: { productKey: string; onAdd?: () => void }) {
  const { t } = useTranslation();
  const [isImporting, setIsImporting] = useState(false);
  return (
    <>
      <MapExportMenu productKey={productKey} />
      {onAdd && (
        <>
          <Button
            variant="default"
            leftSection={<IconFileImport size={16} />}
            onClick={() => setIsImporting(true)}
          >
            {t("format.import")}
          </Button>
          <Button leftSection={<IconPlus size={16} />} onClick={onAdd}>
            {t("register.addPoint")}
          </Button>
        </>
      )}
      {isImporting && <MapImportDialog productKey={productKey} onClose={() => setIsImporting(false)} />}
    </>
  );
}

interface DialogsProps {
  readonly map: RegisterMap;
  readonly model: ThingModel;
  readonly opened: Opened | undefined;
  readonly save: ReturnType<typeof useSave>;
  readonly onRemove: (point: RegisterPoint) => void;
  readonly onClose: () => void;
}

function Dialogs({ map, model, opened, save, onRemove, onClose }: DialogsProps) {
  const { t } = useTranslation();
  const removed = opened?.what === "removal" ? opened.point : undefined;
  const saving = { map, isBusy: save.isPending, error: save.error, onClose };
  return (
    <>
      <PointForm
        {...{ ...saving, model, onSave: save.mutate }}
        isOpen={opened?.what === "point"}
        point={opened?.what === "point" ? opened.point : undefined}
      />
      <MapSettings
        {...saving}
        onSave={(next) => save.mutate(settingsChange(next))}
        isOpen={opened?.what === "settings"}
      />
      <Confirm
        isOpen={removed !== undefined}
        title={t("register.removePoint", { name: removed?.identifier ?? "" })}
        text={t("register.removeText")}
        confirmLabel={t("word.delete")}
        isBusy={save.isPending}
        onConfirm={() => removed && onRemove(removed)}
        onClose={onClose}
      />
    </>
  );
}

function Content({ productKey, map }: { productKey: string; map: RegisterMap }) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const { held, reloads, take } = useBasis(map);
  const save = useSave(productKey, opened === undefined ? map : held, close);
  const saveOrTell = (change: MapChange) =>
    save.mutate(change, { onError: (error) => toastProblem(error, t) });
  const mark = () => saveOrTell(verifiedChange(!map.isVerified));
  const remove = ({ identifier }: RegisterPoint) =>
    saveOrTell(
      pointChange(
        (now) => ({ ...now, points: now.points.filter((one) => one.identifier !== identifier) }),
        [identifier],
      ),
    );
  const model = useQuery(queries.model(productKey));
  const open = (next: Opened) => {
    save.reset();
    take();
    setOpened(next);
  };
  const buttons = ({ point, property }: RegisterRow) => (
    <RowButtons
      row={{ point, property }}
      onEdit={() => open({ what: "point", point })}
      onRemove={() => open({ what: "removal", point })}
    />
  );
  const add = () => open({ what: "point", point: undefined });
  return (
    <Loaded query={model}>
      {(thingModel) => (
        <Stack gap="md">
          {map.points.length > 0 && (
            <Origin
              map={map}
              isBusy={save.isPending}
              onMark={mayWrite ? mark : undefined}
              onChange={mayWrite ? () => open({ what: "settings" }) : undefined}
            />
          )}
          <Panel title={t("register.title")} note={t("register.titleNote")} isFlush>
            <RegisterTable
              name={productKey}
              map={map}
              model={thingModel}
              {...(mayWrite && { rowActions: buttons })}
              tools={<Tools productKey={productKey} {...(mayWrite && { onAdd: add })} />}
            />
          </Panel>
          <Dialogs
            key={reloads}
            {...{ map: held, model: thingModel, opened, save, onRemove: remove, onClose: close }}
          />
        </Stack>
      )}
    </Loaded>
  );
}

export function RegisterTab({ productKey }: { productKey: string }) {
  const map = useQuery(registerMapQuery(productKey));
  return <Loaded query={map}>{(answer) => <Content productKey={productKey} map={answer} />}</Loaded>;
}
