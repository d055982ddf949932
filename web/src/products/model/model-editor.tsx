// The thing-model editor: features by kind as tables, or the whole as JSON; edits wait until they are saved.

import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { SaveBar } from "../../base/form/save-bar.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Failed, Loaded } from "../../base/states.tsx";
import type { Product } from "../../contract.ts";
import { etagOf } from "../../edit/etag.ts";
import { Held } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import { CalculatedScope } from "../streams/calculated-scope.ts";
import { ModelActions } from "../versions/model-actions.tsx";
import { ROW_KINDS, type RowKind, readSheet, type SheetReading, sheetOf } from "./draft/sheet.ts";
import { useSheetHistory } from "./draft/sheet-history.ts";
import { UnitList } from "./form/unit-list.tsx";
import { ModelJson } from "./model-json.tsx";
import { type EditedModel, editedModelQuery, useDraftRemoval, useModelSave } from "./model-saving.ts";
import { SheetView } from "./sheet-view.tsx";

type View = RowKind | "json";

function kindsWithErrors(reading: SheetReading, sheet: ReturnType<typeof sheetOf>): RowKind[] {
  return ROW_KINDS.filter((kind) => sheet[kind].some((row) => reading.errors.has(row.id)));
}

function DraftNotice({ product, edited }: { product: Product; edited: EditedModel }) {
  const { t } = useTranslation();
  const removal = useDraftRemoval(product.productKey);
  const mayWrite = useMay("thing models", "manage");
  const { draft } = edited;
  if (draft === undefined) {
    if (product.status !== "published" || !mayWrite) return null;
    return <Notice tone="idle">{t("sheet.publishedNote", { version: product.modelVersion })}</Notice>;
  }
  return (
    <Notice tone="idle">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {t("sheet.draftNote", { version: product.modelVersion, actor: draft.actor })}{" "}
          <Ago ts={draft.updatedAt} size="sm" />
        </Text>
        {mayWrite && (
          <Button size="xs" variant="default" loading={removal.isPending} onClick={() => removal.mutate()}>
            {t("sheet.discardDraft")}
          </Button>
        )}
      </Group>
    </Notice>
  );
}

function Wrong({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={6} className="sheet-wrong" wrap="nowrap">
      <IconAlertCircle size={16} />
      <Text size="sm">{t("sheet.wrongCount", { count })}</Text>
      <Button size="compact-xs" variant="subtle" color="red" onClick={onShow}>
        {t("sheet.showWrong")}
      </Button>
    </Group>
  );
}

/** The first marked cell of what is shown gets the focus. */
function focusWrong(): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>('.sheet [data-cell][aria-invalid="true"]')?.click();
  });
}

function Editor({ product, edited }: { product: Product; edited: EditedModel }) {
  const { t } = useTranslation();
  const isEditable = useMay("thing models", "manage");
  const isNarrow = useMediaQuery("(max-width: 30em)", window.innerWidth <= 480);
  const [view, setView] = useState<View>("properties");
  const saved = useMemo(() => sheetOf(edited.model), [edited.model]);
  const { sheet, ...history } = useSheetHistory(saved);
  const reading = useMemo(() => readSheet(sheet), [sheet]);
  const save = useModelSave(product, edited, () => undefined);
  const isDirty = sheet !== saved && JSON.stringify(reading.model) !== JSON.stringify(edited.model);
  const wrong = kindsWithErrors(reading, sheet);
  const kindText = (kind: RowKind) => {
    const text = kind === "modules" ? t("sheet.modules") : t(`model.kind.${kind}`);
    return isNarrow ? text : `${text} ${sheet[kind].length}`;
  };
  const showWrong = () => {
    if (wrong[0] !== undefined && view !== wrong[0] && !wrong.includes(view as RowKind)) setView(wrong[0]);
    focusWrong();
  };
  const discard = () => {
    history.change(() => saved);
    save.reset();
    void queryClient.invalidateQueries({ queryKey: ["model", product.productKey] });
  };
  const trySave = () => (wrong.length > 0 ? showWrong() : save.mutate(reading.model));
  const isToDraft = product.status === "published" || edited.draft !== undefined;
  const texts = {
    unsaved: wrong.length > 0 ? t("sheet.mendFirst") : t("model.unsaved"),
    discard: t("model.discard"),
    save: isToDraft ? t("sheet.saveDraft") : t("model.save"),
  };
  return (
    <div className="stack">
      <ModelActions product={product} />
      <DraftNotice product={product} edited={edited} />
      <Panel isFlush>
        <LeaveGuard {...{ isDirty, save }} />
        <UnitList />
        {isDirty && <SaveBar texts={texts} isBusy={save.isPending} onSave={trySave} onDiscard={discard} />}
        {save.isError && <Failed error={save.error} />}
        <div className="filters">
          <SegmentedControl
            aria-label={t("model.view")}
            value={view}
            onChange={(value) => setView(value as View)}
            data={[
              ...ROW_KINDS.map((kind) => ({
                value: kind as View,
                label: kindText(kind),
              })),
              { value: "json", label: "JSON" },
            ]}
          />
          {wrong.length > 0 && <Wrong count={reading.errors.size} onShow={showWrong} />}
          <Text size="xs" c="dimmed" className="filters-end">
            {t("model.version", { version: product.modelVersion })}
          </Text>
        </div>
        {view === "json" ? (
          <ModelJson model={reading.model} />
        ) : (
          <CalculatedScope value={{ productKey: product.productKey, properties: reading.model.properties }}>
            <SheetView key={view} kind={view} {...{ sheet, reading, isEditable }} {...history} />
          </CalculatedScope>
        )}
      </Panel>
    </div>
  );
}

export function ModelTab({ product }: { product: Product }) {
  const edited = useQuery(editedModelQuery(product.productKey));
  return (
    <Loaded query={edited}>
      {(answer) => (
        <Held value={answer}>
          {(edited, _, reloads) => (
            <Editor key={`${etagOf(edited.source)} ${reloads}`} product={product} edited={edited} />
          )}
        </Held>
      )}
    </Loaded>
  );
}
