// A product saved as a template of one's own: a new one, or in the place of what one was before.

import { Modal, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { RegisterMap } from "../../../../../src/spine/register-map.ts";
import { FormEnd } from "../../../base/form/form-end.tsx";
import { Loaded } from "../../../base/states.tsx";
import { toastDone } from "../../../base/toast.ts";
import type { Product } from "../../../contract.ts";
import { registerMapQuery } from "../../registers/register-calls.ts";
import type { TemplateSummary } from "../template-calls.ts";
import { draftOf, factsOf, unitOf, verificationOf, wrongFields } from "./facts-draft.ts";
import { FactsFields } from "./facts-fields.tsx";
import { ownCalls, refreshTemplates } from "./own-calls.ts";
import { Replacement } from "./replacement.tsx";

interface SaveDialogProps {
  readonly product: Pick<Product, "productKey" | "name" | "description">;
  /** How the unit was reached that the registers were found on: it stands over what the map says. */
  readonly unit?: Partial<RegisterMap["unit"]> | undefined;
  readonly onClose: () => void;
}

function NewForm({ product, unit, map, onClose }: SaveDialogProps & { readonly map: RegisterMap }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const hasRegisters = map.points.length > 0;
  const [draft, setDraft] = useState(() => ({
    ...draftOf(
      {
        ...{ name: product.name, description: product.description ?? "", family: "" },
        ...{ maker: "", makerModel: "", note: "", sources: map.sources },
      },
      { unit: { ...map.unit, ...unit }, verification: null },
    ),
    isVerified: hasRegisters && map.isVerified,
  }));
  const wrong = wrongFields(draft);
  const save = useMutation({
    mutationFn: () =>
      ownCalls.save({
        ...{ productKey: product.productKey, ...factsOf(draft, map.sources) },
        ...verificationOf(draft, null),
        ...(hasRegisters && { unit: unitOf(draft) }),
      }),
    onSuccess: ({ id, name }) => {
      refreshTemplates();
      toastDone(t("own.saved", { name }));
      onClose();
      navigate(`/product-templates/${encodeURIComponent(id)}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.size === 0) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FactsFields
          draft={draft}
          put={(change) => setDraft((before) => ({ ...before, ...change }))}
          wrong={wrong}
          hasRegisters={hasRegisters}
        />
        <FormEnd
          error={save.error}
          isBusy={save.isPending}
          isReady={wrong.size === 0}
          label={t("own.save")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

type Mode = "new" | "replace";

function Body({ own, ...props }: SaveDialogProps & { readonly own: readonly TemplateSummary[] }) {
  const { t } = useTranslation();
  const { productKey } = props.product;
  const before = own.find((one) => one.own?.productKey === productKey);
  const [mode, setMode] = useState<Mode>(before === undefined ? "new" : "replace");
  const [id, setId] = useState(before?.id ?? "");
  const map = useQuery(registerMapQuery(productKey));
  const name = own.find((one) => one.id === id)?.name ?? "";
  return (
    <Stack gap="md">
      <Text size="sm">{t("own.saveNote")}</Text>
      {own.length > 0 && (
        <SegmentedControl
          aria-label={t("own.mode")}
          value={mode}
          data={(["new", "replace"] as const).map((value) => ({ value, label: t(`own.modes.${value}`) }))}
          onChange={(value) => setMode(value as Mode)}
        />
      )}
      {mode === "new" && <Loaded query={map}>{(answer) => <NewForm {...props} map={answer} />}</Loaded>}
      {mode === "replace" && (
        <Select
          label={t("own.which")}
          value={id === "" ? null : id}
          data={own.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(value) => setId(value ?? "")}
          allowDeselect={false}
          searchable
        />
      )}
      {mode === "replace" && id !== "" && (
        <Replacement {...{ id, name, productKey }} onDone={props.onClose} />
      )}
    </Stack>
  );
}

export function SaveDialog(props: SaveDialogProps) {
  const { t } = useTranslation();
  const own = useQuery({ queryKey: ["product-templates", "own"], queryFn: ownCalls.list });
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t("own.saveTitle")}
      size="lg"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Loaded query={own}>{({ items }) => <Body {...props} own={items} />}</Loaded>
    </Modal>
  );
}
