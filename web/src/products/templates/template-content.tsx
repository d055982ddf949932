// What a template holds: where it is from, its registers, its thing model and its settings.

import { Code, Stack, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import { formatDuration } from "../../base/quantity.ts";
import { typeText } from "../model/draft/type-text.ts";
import { RegisterSource, UnitFacts } from "../registers/register-source.tsx";
import { RegisterTable } from "../registers/register-table.tsx";
import { OwnFacts, useVerifiedText } from "./own/own-facts.tsx";
import type { Template } from "./template-calls.ts";

function Settings({ settings }: Pick<Template, "settings">) {
  const { t } = useTranslation();
  const { nodeType, dialects, dataMode, validation, offlineRule, retentionDays } = settings;
  const { staleAfterS, offlineAfterS } = offlineRule;
  const silence = [staleAfterS, offlineAfterS].filter((seconds) => seconds !== null);
  const facts = [
    [t("nodeType.label"), t(`nodeType.${nodeType}`)],
    [t("product.validation"), t(`validation.${validation}`)],
    [t("life.dataMode"), t(`life.mode.${dataMode}`)],
    [t("life.dialects"), dialects === null ? t("life.dialectsAll") : dialects.join(", ")],
    [t("own.silence"), silence.map((seconds) => formatDuration(seconds * 1_000)).join(" / ") || undefined],
    [t("product.retention"), retentionDays ?? undefined],
  ] as const;
  return (
    <dl className="register-facts">
      {facts.map(
        ([label, value]) =>
          value !== undefined && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function ModelTable({ thingModel }: Pick<Template, "thingModel">) {
  const { t } = useTranslation();
  const { properties, events, services } = thingModel;
  const rows = [
    ...properties.map((one) => ({
      ...{ kind: "property" as const, ...one },
      type: [one.dataType.type, typeText(one.dataType, t)].filter(Boolean).join(", "),
    })),
    ...events.map((one) => ({ kind: "event" as const, ...one, type: "" })),
    ...services.map((one) => ({ kind: "service" as const, ...one, type: "" })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="wide-table" tabIndex={0} aria-label={t("own.features")}>
      <Table verticalSpacing={6} aria-label={t("own.model")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("own.identifier")}</Table.Th>
            <Table.Th>{t("own.name")}</Table.Th>
            <Table.Th>{t("own.kind")}</Table.Th>
            <Table.Th>{t("register.type")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ kind, identifier, name, type }) => (
            <Table.Tr key={`${kind} ${identifier}`}>
              <Table.Td>
                <Code>{identifier}</Code>
              </Table.Td>
              <Table.Td>{name}</Table.Td>
              <Table.Td>{t(`own.kinds.${kind}`)}</Table.Td>
              <Table.Td>{type}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** Whether the registers leave something of the model untold. */
function hasMore({ thingModel, registerMap }: Template): boolean {
  const { properties, events, services } = thingModel;
  return properties.length > registerMap.points.length || events.length + services.length > 0;
}

export function TemplateContent({ template }: { template: Template }) {
  const { t } = useTranslation();
  const { registerMap, thingModel, origin } = template;
  const verified = useVerifiedText(template);
  const isOwn = origin === "own";
  const hasRegisters = registerMap.points.length > 0;
  const text = isOwn ? (verified ?? t("own.unverified")) : undefined;
  return (
    <Stack gap="md">
      {(hasRegisters || template.isVerified || template.sources.length > 0) && (
        <RegisterSource map={registerMap} text={text} />
      )}
      <OwnFacts template={template} />
      {hasRegisters && (
        <Panel title={t("register.unit")}>
          <UnitFacts map={registerMap} />
        </Panel>
      )}
      {hasRegisters && (
        <Panel title={t("template.contents")} note={t("template.contentsNote")} isFlush>
          <RegisterTable name={template.id} map={registerMap} model={thingModel} />
        </Panel>
      )}
      {hasMore(template) && (
        <Panel title={t("own.model")} isFlush>
          <ModelTable thingModel={thingModel} />
        </Panel>
      )}
      {isOwn && (
        <Panel title={t("own.settings")}>
          <Settings settings={template.settings} />
        </Panel>
      )}
    </Stack>
  );
}
