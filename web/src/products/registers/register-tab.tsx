// A product's register map: where on a Modbus unit its properties lie; developers change it point by point.

import { ActionIcon, Button, Group, Stack } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RegisterMap, RegisterPoint } from "../../../../src/spine/register-map.ts";
import { Confirm } from "../../base/confirm.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { queries, queryClient } from "../../queries.ts";
import { PointForm } from "./point-form.tsx";
import { registerMapQuery, saveRegisterMap } from "./register-calls.ts";
import { RegisterSource, UnitFacts } from "./register-source.tsx";
import { type RegisterRow, RegisterTable } from "./register-table.tsx";

function useSave(productKey: string, onDone: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (map: RegisterMap) => saveRegisterMap(productKey, map),
    onSuccess: (map) => {
      queryClient.setQueryData(registerMapQuery(productKey).queryKey, map);
      toastDone(t("word.saved"));
      onDone();
    },
  });
}

/** Undefined: nothing is edited; null: a new point. */
type Edited = RegisterPoint | null | undefined;

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
}

function Origin({ map, isBusy, onMark }: OriginProps) {
  const { t } = useTranslation();
  const mark = onMark && (
    <Button mt="sm" size="xs" variant="default" loading={isBusy} onClick={onMark}>
      {t(map.isVerified ? "register.unmark" : "register.mark")}
    </Button>
  );
  return (
    <>
      <RegisterSource map={map} action={mark} />
      <Panel title={t("register.unit")}>
        <UnitFacts unit={map.unit} />
      </Panel>
    </>
  );
}

function Content({ productKey, map }: { productKey: string; map: RegisterMap }) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const [edited, setEdited] = useState<Edited>(undefined);
  const [removed, setRemoved] = useState<RegisterPoint>();
  const close = () => {
    setEdited(undefined);
    setRemoved(undefined);
  };
  const save = useSave(productKey, close);
  const saveOrTell = (next: RegisterMap) => save.mutate(next, { onError: (error) => toastProblem(error, t) });
  const mark = () => saveOrTell({ ...map, isVerified: !map.isVerified });
  const remove = (point: RegisterPoint) =>
    saveOrTell({ ...map, points: map.points.filter((one) => one !== point) });
  const model = useQuery(queries.model(productKey));
  const open = (point: Edited) => {
    save.reset();
    setEdited(point);
  };
  return (
    <Loaded query={model}>
      {(thingModel) => (
        <Stack gap="md">
          {map.points.length > 0 && (
            <Origin map={map} isBusy={save.isPending} onMark={mayWrite ? mark : undefined} />
          )}
          <Panel title={t("register.title")} note={t("register.titleNote")} isFlush>
            <RegisterTable
              name={productKey}
              map={map}
              model={thingModel}
              {...(mayWrite && {
                rowActions: (row: RegisterRow) => (
                  <RowButtons
                    row={row}
                    onEdit={() => open(row.point)}
                    onRemove={() => setRemoved(row.point)}
                  />
                ),
                tools: (
                  <Button leftSection={<IconPlus size={16} />} onClick={() => open(null)}>
                    {t("register.addPoint")}
                  </Button>
                ),
              })}
            />
          </Panel>
          <PointForm
            {...{ map, model: thingModel, isBusy: save.isPending, error: save.error }}
            isOpen={edited !== undefined}
            point={edited ?? undefined}
            onSave={(next) => save.mutate(next)}
            onClose={close}
          />
          <Confirm
            isOpen={removed !== undefined}
            title={t("register.removePoint", { name: removed?.identifier ?? "" })}
            text={t("register.removeText")}
            confirmLabel={t("word.delete")}
            isBusy={save.isPending}
            onConfirm={() => removed && remove(removed)}
            onClose={close}
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
