// One data stream with the property that it could become.

import { Badge, Checkbox, Code, Group, NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { formatCount, formatMeasure } from "../../base/quantity.ts";
import { UNIT_LIST_ID } from "../model/form/unit-list.tsx";
import { barrierOf, errorsOf, hasRange, type Proposal, typesOf, withType } from "./proposals.ts";

interface ProposalRowProps {
  readonly proposal: Proposal;
  readonly isEditable: boolean;
  readonly onChange: (proposal: Proposal) => void;
}

function exampleText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function Evidence({ proposal: { stream } }: Pick<ProposalRowProps, "proposal">) {
  const { t } = useTranslation();
  const barrier = barrierOf(stream);
  const kinds = stream.conflicts
    .map(({ kind, count }) => t(`stream.kindCount.${kind}`, { count: formatCount(count) as never }))
    .join(", ");
  return (
    <div className="stream-evidence">
      <Text size="xs" c="dimmed">
        {t("stream.samples", { count: stream.samples })} {t("stream.ofDevices", { count: stream.devices })}
        {stream.lastTs !== null && (
          <>
            {" · "}
            <Ago ts={stream.lastTs} size="xs" c="dimmed" />
          </>
        )}
      </Text>
      {stream.min !== null && stream.max !== null && (
        <Text size="xs" c="dimmed">
          {t("stream.seen", { min: formatMeasure(stream.min), max: formatMeasure(stream.max) })}
        </Text>
      )}
      <Group gap={4}>
        {stream.examples.map((value) => (
          <Code key={JSON.stringify(value)}>{exampleText(value)}</Code>
        ))}
      </Group>
      {kinds !== "" && (
        <Text size="xs" c="var(--warn)">
          {t("stream.mixed", { kinds })}
        </Text>
      )}
      {barrier && (
        <Text size="xs" c="var(--warn)">
          {t(`stream.${barrier}`)}
        </Text>
      )}
    </div>
  );
}

function Fields({ proposal, onChange }: ProposalRowProps) {
  const { t } = useTranslation();
  const errors = errorsOf(proposal);
  const types = typesOf(proposal.stream);
  const type = types[proposal.type];
  const put = (change: Partial<Proposal>) => onChange({ ...proposal, isChosen: true, ...change });
  const named = (word: string) => `${word}, ${proposal.stream.key}`;
  return (
    <div className="stream-fields">
      <TextInput
        className="stream-name"
        label={t("stream.name")}
        aria-label={named(t("stream.name"))}
        value={proposal.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        error={errors.name && t(`stream.${errors.name}`)}
        maxLength={128}
        size="xs"
      />
      <Select
        className="stream-type"
        label={t("stream.type")}
        aria-label={named(t("stream.type"))}
        value={String(proposal.type)}
        onChange={(index) =>
          index !== null && onChange(withType({ ...proposal, isChosen: true }, Number(index)))
        }
        data={types.map((one, index) => ({ value: String(index), label: t(`stream.types.${one.type}`) }))}
        allowDeselect={false}
        size="xs"
      />
      {(hasRange(type) || type?.type === "long") && (
        <TextInput
          label={t("stream.unit")}
          aria-label={named(t("stream.unit"))}
          value={proposal.unit}
          onChange={(event) => put({ unit: event.currentTarget.value })}
          maxLength={32}
          list={UNIT_LIST_ID}
          size="xs"
        />
      )}
      {hasRange(type) &&
        (["min", "max"] as const).map((bound) => (
          <NumberInput
            key={bound}
            label={t(`stream.${bound}`)}
            aria-label={named(t(`stream.${bound}`))}
            value={proposal[bound]}
            onChange={(value) => put({ [bound]: String(value) })}
            error={errors[bound] && t(`stream.${errors[bound]}`)}
            hideControls
            size="xs"
          />
        ))}
    </div>
  );
}

export function ProposalRow(props: ProposalRowProps) {
  const { t } = useTranslation();
  const { proposal, isEditable, onChange } = props;
  const { stream } = proposal;
  const barrier = barrierOf(stream);
  return (
    <li className="stream-row" data-chosen={proposal.isChosen}>
      <div className="stream-head">
        {isEditable && (
          <Checkbox
            checked={proposal.isChosen}
            disabled={barrier !== undefined}
            onChange={(event) => onChange({ ...proposal, isChosen: event.currentTarget.checked })}
            aria-label={t("stream.choose", { key: stream.key })}
          />
        )}
        <Code className="wrap-code">{stream.key}</Code>
        {stream.dataType !== null && (
          <Badge size="sm" variant="default">
            {stream.dataType.type}
          </Badge>
        )}
      </div>
      <Evidence proposal={proposal} />
      {isEditable && barrier === undefined && <Fields {...props} />}
    </li>
  );
}
