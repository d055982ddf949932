// How the devices of a product reach the platform, and how they come by their secrets.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { NODE_TYPES, REGISTRATION_MODES } from "../../../../src/spine/model.ts";
import { ExplainedChoice } from "../../base/explained-choice.tsx";
import type { NodeType, RegistrationMode } from "../../contract.ts";
import { queries } from "../../queries.ts";

export function NodeTypeChoice(props: { value: NodeType; onChange: (nodeType: NodeType) => void }) {
  const { t } = useTranslation();
  return (
    <ExplainedChoice
      label={t("nodeType.label")}
      value={props.value}
      onChange={props.onChange}
      options={NODE_TYPES.map((nodeType) => ({
        value: nodeType,
        label: t(`nodeType.${nodeType}`),
        note: t(`nodeTypeNote.${nodeType}`),
      }))}
    />
  );
}

export function RegistrationChoice(props: {
  value: RegistrationMode;
  onChange: (mode: RegistrationMode) => void;
}) {
  const { t } = useTranslation();
  return (
    <ExplainedChoice
      label={t("registration.label")}
      value={props.value}
      onChange={props.onChange}
      options={REGISTRATION_MODES.map((mode) => ({
        value: mode,
        label: t(`registration.${mode}`),
        note: t(`registrationNote.${mode}`),
      }))}
    />
  );
}

/** Of a gateway product: the product in which sub-devices that nobody knows are created. */
export function ChildProductChoice(props: {
  value: string | null;
  onChange: (productKey: string | null) => void;
}) {
  const { t } = useTranslation();
  const products = useQuery(queries.products({ limit: 200 }));
  const subs = products.data?.items.filter((product) => product.nodeType === "sub") ?? [];
  return (
    <Select
      label={t("product.childProduct")}
      description={t("product.childProductNote")}
      placeholder={t("product.childProductNone")}
      nothingFoundMessage={t("product.childProductEmpty")}
      value={props.value}
      onChange={props.onChange}
      data={subs.map(({ productKey, name }) => ({ value: productKey, label: `${name} (${productKey})` }))}
      searchable
      clearable
    />
  );
}
