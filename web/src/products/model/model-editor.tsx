// The thing-model editor: features by kind or as JSON; edits are a draft until saved as one new version.

import { Button, SegmentedControl, Text } from "@mantine/core";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { LeaveGuard } from "../../base/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { SaveBar } from "../../base/save-bar.tsx";
import { Empty, Failed, Loaded } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import type { Product, SavedModel, ThingModel } from "../../contract.ts";
import { queries, queryClient } from "../../queries.ts";
import { FeatureList } from "./feature-list.tsx";
import { FeatureForm } from "./form/feature-form.tsx";
import { swapped } from "./form/parameter-list.tsx";
import type { Feature, FeatureKind } from "./model-draft.ts";
import { ModelJson } from "./model-json.tsx";

const KINDS = ["properties", "events", "services"] as const;
type View = FeatureKind | "json";

function withFeatures(model: ThingModel, kind: FeatureKind, features: readonly Feature[]): ThingModel {
  // The list holds only features of `kind`: the form that made them was opened for it.
  return { ...model, [kind]: features } as ThingModel;
}

/** `name` with the first number that is free: temperature, temperature_2, temperature_3. */
function freeIdentifier(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/_\d+$/, "").slice(0, 46);
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

interface KindEditorProps {
  readonly kind: FeatureKind;
  readonly model: ThingModel;
  readonly isEditable: boolean;
  readonly onChange: (model: ThingModel) => void;
}

function KindEditor({ kind, model, isEditable, onChange }: KindEditorProps) {
  const { t } = useTranslation();
  const features: readonly Feature[] = model[kind];
  const [open, setOpen] = useState<number | "new">();
  const edited = typeof open === "number" ? features[open] : undefined;
  const put = (next: readonly Feature[]) => onChange(withFeatures(model, kind, next));
  const taken = new Set(features.filter((one) => one !== edited).map((one) => one.identifier));
  const duplicate = (index: number) => {
    const source = features[index];
    if (source === undefined) return;
    const copy = { ...source, identifier: freeIdentifier(source.identifier, taken) };
    put([...features.slice(0, index + 1), copy, ...features.slice(index + 1)]);
  };
  const apply = (feature: Feature) => {
    put(
      edited === undefined ? [...features, feature] : features.map((one) => (one === edited ? feature : one)),
    );
    setOpen(undefined);
  };
  const addButton = isEditable && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setOpen("new")}>
      {t(`model.add.${kind}`)}
    </Button>
  );
  return (
    <>
      {features.length === 0 ? (
        <Empty
          icon={<IconListDetails size={24} />}
          title={t(`model.none.${kind}`)}
          text={t(`model.about.${kind}`)}
          action={addButton}
        />
      ) : (
        <>
          <FeatureList
            features={features}
            isEditable={isEditable}
            onOpen={setOpen}
            onMove={(from, to) => put(swapped(features, from, to))}
            onDuplicate={duplicate}
            onRemove={(index) => put(features.filter((_, at) => at !== index))}
          />
          <div className="panel-foot">{addButton}</div>
        </>
      )}
      <FeatureForm
        kind={kind}
        isOpen={open !== undefined}
        title={edited === undefined ? t(`model.add.${kind}`) : edited.name}
        feature={edited}
        taken={taken}
        onApply={apply}
        onClose={() => setOpen(undefined)}
      />
    </>
  );
}

function useModelSave(productKey: string, etag: string | undefined, onSaved: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (model: unknown) => api.saveModel(productKey, model, etag),
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: ["model", productKey] });
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      toastDone(t("model.saved", { version: saved.modelVersion }));
      onSaved();
    },
  });
}

function Editor({ product, saved: { model: saved, etag } }: { product: Product; saved: SavedModel }) {
  const { t } = useTranslation();
  const isEditable = useMay("developer");
  const [view, setView] = useState<View>("properties");
  const [draft, setDraft] = useState<ThingModel>();
  const save = useModelSave(product.productKey, etag, () => setDraft(undefined));
  const model = draft ?? saved;
  const isDirty = draft !== undefined && JSON.stringify(draft) !== JSON.stringify(saved);
  const discard = () => {
    setDraft(undefined);
    save.reset();
    void queryClient.invalidateQueries({ queryKey: ["model", product.productKey] });
  };
  return (
    <Panel isFlush>
      <LeaveGuard isDirty={isDirty} />
      {isDirty && (
        <SaveBar
          texts={{ unsaved: t("model.unsaved"), discard: t("model.discard"), save: t("model.save") }}
          isBusy={save.isPending}
          onSave={() => save.mutate(model)}
          onDiscard={discard}
        />
      )}
      {save.isError && <Failed error={save.error} />}
      <div className="filters">
        <SegmentedControl
          aria-label={t("model.view")}
          value={view}
          onChange={(value) => setView(value as View)}
          data={[
            ...KINDS.map((kind) => ({
              value: kind,
              label: `${t(`model.kind.${kind}`)} ${model[kind].length}`,
            })),
            { value: "json", label: "JSON" },
          ]}
        />
        <Text size="xs" c="dimmed" className="filters-end">
          {t("model.version", { version: product.modelVersion })}
        </Text>
      </div>
      {view === "json" ? (
        <ModelJson
          product={product}
          model={model}
          isEditable={isEditable}
          isBusy={save.isPending}
          onImport={(document) => save.mutate(document)}
        />
      ) : (
        <KindEditor key={view} kind={view} model={model} isEditable={isEditable} onChange={setDraft} />
      )}
    </Panel>
  );
}

export function ModelTab({ product }: { product: Product }) {
  const model = useQuery(queries.savedModel(product.productKey));
  return <Loaded query={model}>{(saved) => <Editor product={product} saved={saved} />}</Loaded>;
}
