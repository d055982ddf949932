// Where an edited model comes from and goes to: at once in force while the product is a draft, else a draft of its own.

import { queryOptions, useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { toastDone } from "../../base/toast.ts";
import { ApiError, call, send } from "../../call.ts";
import type { Product, ThingModel } from "../../contract.ts";
import { queryClient } from "../../queries.ts";

export interface EditedModel {
  readonly model: ThingModel;
  /** Given back on saving, so that nobody's change is overwritten unseen. */
  readonly etag: string | undefined;
  /** Who saved the draft that this is, and when; undefined: this is the model in force. */
  readonly draft: { readonly actor: string; readonly updatedAt: number } | undefined;
}

const draftPath = (productKey: string) =>
  `/products/${encodeURIComponent(productKey)}/thing-model/draft` as const;

async function loadDraft(productKey: string): Promise<EditedModel | undefined> {
  try {
    const response = await send("GET", draftPath(productKey), {});
    const { model, actor, updatedAt } = (await response.json()) as {
      model: ThingModel;
      actor: string;
      updatedAt: number;
    };
    return { model, etag: response.headers.get("etag") ?? undefined, draft: { actor, updatedAt } };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** The draft where there is one, else the model in force. */
export function editedModelQuery(productKey: string) {
  return queryOptions({
    queryKey: ["model", productKey, "edited"],
    queryFn: async (): Promise<EditedModel> =>
      (await loadDraft(productKey)) ??
      ({ ...(await api.model(productKey)), draft: undefined } as EditedModel),
    staleTime: 30_000,
  });
}

type Saved = { readonly version: number } | "draft";

async function saveModel(product: Product, { etag, draft }: EditedModel, document: object): Promise<Saved> {
  const { productKey } = product;
  const saveDraft = async (): Promise<Saved> => {
    await call("PUT", draftPath(productKey), {
      body: document,
      ...(etag !== undefined && { ifMatch: etag }),
    });
    return "draft";
  };
  if (product.status === "published" || draft !== undefined) return saveDraft();
  try {
    return { version: (await api.saveModel(productKey, document, etag)).modelVersion };
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
    mutationFn: (document: object) => saveModel(product, edited, document),
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
