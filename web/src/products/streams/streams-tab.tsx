// What devices report beside the thing model, and the way into it: looked at, chosen, amended, promoted.

import { Button, Checkbox, Group, Select, Text } from "@mantine/core";
import { IconArrowUpRight, IconDatabaseSearch, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Empty, Failed, Loaded, Waiting } from "../../base/states.tsx";
import type { Product } from "../../contract.ts";
import { UnitList } from "../model/form/unit-list.tsx";
import { type EditedModel, editedModelQuery, useModelSave } from "../model/model-saving.ts";
import { ProposalRow } from "./proposal-row.tsx";
import { barrierOf, errorsOf, makeProposal, type Proposal, promote } from "./proposals.ts";
import { inferStreams, type Survey } from "./streams-calls.ts";

interface Reach {
  readonly devices: number;
  readonly hours: number;
}

const DEVICES = [5, 20, 100, 200] as const;
const SPANS = [
  ["day", 24],
  ["week", 168],
  ["month", 720],
] as const;

function ReachChoice(props: {
  readonly reach: Reach;
  readonly isBusy: boolean;
  readonly onChange: (reach: Reach) => void;
  readonly onAgain: () => void;
}) {
  const { t } = useTranslation();
  const { reach, onChange } = props;
  return (
    <div className="filters">
      <Select
        aria-label={t("stream.devices")}
        value={String(reach.devices)}
        onChange={(devices) => devices !== null && onChange({ ...reach, devices: Number(devices) })}
        data={DEVICES.map((count) => ({ value: String(count), label: t("stream.deviceCount", { count }) }))}
        allowDeselect={false}
        className="filter"
      />
      <Select
        aria-label={t("stream.span")}
        value={String(reach.hours)}
        onChange={(hours) => hours !== null && onChange({ ...reach, hours: Number(hours) })}
        data={SPANS.map(([name, hours]) => ({ value: String(hours), label: t(`stream.${name}`) }))}
        allowDeselect={false}
        className="filter"
      />
      <Button
        variant="default"
        leftSection={<IconRefresh size={15} />}
        loading={props.isBusy}
        onClick={props.onAgain}
      >
        {t("stream.again")}
      </Button>
    </div>
  );
}

function PromotionBar(props: {
  readonly proposals: readonly Proposal[];
  readonly isBusy: boolean;
  readonly onAll: (isChosen: boolean) => void;
  readonly onPromote: () => void;
}) {
  const { t } = useTranslation();
  const possible = props.proposals.filter(({ stream }) => barrierOf(stream) === undefined);
  const chosen = possible.filter((one) => one.isChosen);
  const isWrong = chosen.some((one) => Object.keys(errorsOf(one)).length > 0);
  return (
    <Group justify="space-between" gap="xs" className="stream-bar">
      <Checkbox
        label={t("stream.chooseAll")}
        checked={chosen.length > 0 && chosen.length === possible.length}
        indeterminate={chosen.length > 0 && chosen.length < possible.length}
        disabled={possible.length === 0}
        onChange={(event) => props.onAll(event.currentTarget.checked)}
      />
      <Group gap="xs">
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {t("stream.promoteNote")}
        </Text>
        <Button
          leftSection={<IconArrowUpRight size={16} />}
          disabled={chosen.length === 0 || isWrong}
          loading={props.isBusy}
          onClick={props.onPromote}
        >
          {chosen.length === 0 ? t("stream.promoteNone") : t("stream.promote", { count: chosen.length })}
        </Button>
      </Group>
    </Group>
  );
}

function Proposals({ product, edited, survey }: { product: Product; edited: EditedModel; survey: Survey }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const mayWrite = useMay("thing models", "manage");
  const known = new Set(edited.model.properties.map((property) => property.identifier));
  const [proposals, setProposals] = useState(() => survey.items.map(makeProposal));
  const save = useModelSave(product, edited, () =>
    navigate(`/products/${encodeURIComponent(product.productKey)}/model`),
  );
  // A draft may know some already.
  const shown = proposals.filter(({ stream }) => !known.has(stream.key));
  const put = (changed: Proposal) =>
    setProposals((all) => all.map((one) => (one.stream === changed.stream ? changed : one)));
  const chooseAll = (isChosen: boolean) =>
    setProposals((all) =>
      all.map((one) => (barrierOf(one.stream) === undefined ? { ...one, isChosen } : one)),
    );
  if (shown.length === 0) {
    return (
      <Empty icon={<IconDatabaseSearch size={24} />} title={t("stream.empty")} text={t("stream.emptyText")} />
    );
  }
  return (
    <>
      <UnitList />
      {mayWrite && (
        <PromotionBar
          proposals={shown}
          isBusy={save.isPending}
          onAll={chooseAll}
          onPromote={() => save.mutate((now) => promote(now, shown))}
        />
      )}
      {save.isError && <Failed error={save.error} />}
      <ul className="stream-rows">
        {shown.map((proposal) => (
          <ProposalRow key={proposal.stream.key} proposal={proposal} isEditable={mayWrite} onChange={put} />
        ))}
      </ul>
    </>
  );
}

export function StreamsTab({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [reach, setReach] = useState<Reach>({ devices: 20, hours: 168 });
  const survey = useQuery({
    queryKey: ["streams", product.productKey, reach],
    queryFn: () => inferStreams(product.productKey, reach),
    staleTime: 60_000,
  });
  const edited = useQuery(editedModelQuery(product.productKey));
  return (
    <Panel title={t("stream.title")} note={t("stream.note")} isFlush>
      {product.dataMode === "model" && <Notice tone="idle">{t("stream.offNote")}</Notice>}
      <ReachChoice
        reach={reach}
        isBusy={survey.isFetching}
        onChange={setReach}
        onAgain={() => void survey.refetch()}
      />
      <Loaded query={survey} waiting={<Waiting />}>
        {(answer) => (
          <>
            <Text size="xs" c="dimmed" px="md" pb="xs" role="status">
              {t("stream.looked", { count: answer.devices })} {!answer.isComplete && t("stream.incomplete")}
            </Text>
            <Loaded query={edited}>
              {(model) => (
                <Proposals key={survey.dataUpdatedAt} product={product} edited={model} survey={answer} />
              )}
            </Loaded>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
