// Where an edited model comes from and goes to: at once in force while the product is a draft, else a draft of its own.

import { queryOptions, useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { toastDone } from "../../base/toast.ts";
import { ApiError, call, get } from "../../call.ts";
import type { Product, ThingModel } from "../../contract.ts";
import { isSame } from "../../edit/difference.ts";
import { edit } from "../../edit/edit.ts";
import { queryClient } from "../../queries.ts";

interface ModelDraft {
  readonly model: ThingModel;
  readonly actor: string;
  readonly updatedAt: number;
}

export interface EditedModel {
  readonly model: ThingModel;
  /** As it was read: saving rests on it. */
  readonly source: ThingModel | ModelDraft;
  /** Who saved the draft that this is, and when; undefined: this is the model in force. */
  readonly draft: { readonly actor: string; readonly updatedAt: number } | undefined;
}

const modelOf = (source: EditedModel["source"]) => ("model" in source ? source.model : source);
const draftPath = (productKey: string) =>
  `/products/${encodeURIComponent(productKey)}/thing-model/draft` as const;

/** The draft where there is one, else the model in force. */
async function readSource(productKey: string): Promise<EditedModel["source"]> {
  try {
    return (await get(draftPath(productKey))) as ModelDraft;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return api.model(productKey);
    throw error;
  }
}

async function readEdited(productKey: string): Promise<EditedModel> {
  const source = await readSource(productKey);
  return { model: modelOf(source), source, draft: "model" in source ? source : undefined };
}

export function editedModelQuery(productKey: string) {
  return queryOptions({
    queryKey: ["model", productKey, "edited"],
    queryFn: () => readEdited(productKey),
    staleTime: 30_000,
    // Whole, because `source` has to stay the object that was read.
    structuralSharing: (before, next) => (isSame(before, next) ? before : next),
  });
}

/** The whole, or what a change makes of it as it is then. */
type MadeModel = ThingModel | ((now: ThingModel) => ThingModel);
type Saved = { readonly version: number } | "draft";

async function saveModel(product: Product, { source, draft }: EditedModel, made: MadeModel): Promise<Saved> {
  const { productKey } = product;
  const saveDraft = async (): Promise<Saved> => {
    await edit("putThingModelDraft", {
      ...{ at: [productKey], basis: source, part: modelOf },
      body: typeof made === "function" ? (now: EditedModel["source"]) => made(modelOf(now)) : made,
      readNow: () => readSource(productKey),
    });
    return "draft";
  };
  if (product.status === "published" || draft !== undefined || "model" in source) return saveDraft();
  try {
    return { version: (await api.saveModel(productKey, made, source)).modelVersion };
  } catch (error) {
    // Stored values are of the old type: what becomes of them is asked when the draft is published.
    if (error instanceof ApiError && error.code === "type_change_needs_choice") return saveDraft();
    throw error;
  }
}

async function refresh(productKey: string): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ["products"] });
  await queryClient.invalidateQueries({ queryKey: ["model", productKey] });
}

export function useModelSave(product: Product, edited: EditedModel, onSaved: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (made: MadeModel) => saveModel(product, edited, made),
    onSuccess: async (saved) => {
      // Until the table holds what was saved, leaving the page would ask about changes that are none.
      await refresh(product.productKey);
      toastDone(saved === "draft" ? t("sheet.draftSaved") : t("model.saved", { version: saved.version }));
      onSaved();
    },
  });
}

export function useDraftRemoval(productKey: string) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: () => call("DELETE", draftPath(productKey)),
    onSuccess: async () => {
      // Told once the table shows the version in force again: who reads the message looks there next.
      await refresh(productKey);
      toastDone(t("sheet.draftDiscarded"));
    },
  });
}
