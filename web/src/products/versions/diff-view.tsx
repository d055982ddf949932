// The differences between two thing models: a feature a row, what is other in it beneath, what it risks beside.

import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { fieldText } from "./field-text.ts";
import type { FeatureChange, ModelDiff } from "./version-calls.ts";

const ICONS = { added: IconPlus, removed: IconMinus, changed: IconPencil } as const;
const TONES = { added: "ok", removed: "bad", changed: "warn" } as const;

function Fields({ fields }: Pick<FeatureChange, "fields">) {
  return (
    <dl className="diff-fields">
      {fields.map(({ path, from, to }) => (
        <div key={path}>
          <dt>
            <Code>{path}</Code>
          </dt>
          <dd>
            {from !== null && <del>{fieldText(from)}</del>}
            {from !== null && to !== null && <span> → </span>}
            {to !== null && <ins>{fieldText(to)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ change }: { change: FeatureChange }) {
  const { t } = useTranslation();
  const Icon = ICONS[change.change];
  return (
    <li className="diff-change" data-tone={TONES[change.change]}>
      <Icon size={16} aria-label={t(`version.change.${change.change}`)} role="img" />
      <div className="grow">
        <Group gap={6}>
          <Text size="sm" fw={600} className="mono">
            {change.identifier}
          </Text>
          {change.name !== change.identifier && <Text size="sm">{change.name}</Text>}
          <Badge size="sm" variant="default">
            {t(`version.kind.${change.kind}`)}
          </Badge>
          {change.risks.map((risk) => (
            <span key={risk} className="diff-risk">
              {t(`version.risk.${risk}`)}
            </span>
          ))}
        </Group>
        {change.fields.length > 0 && <Fields fields={change.fields} />}
      </div>
    </li>
  );
}

export function DiffView({ diff }: { diff: ModelDiff }) {
  const { t } = useTranslation();
  const count = (wanted: FeatureChange["change"]) =>
    diff.changes.filter(({ change }) => change === wanted).length;
  const counts = { added: count("added"), removed: count("removed"), changed: count("changed") };
  const isSame = diff.changes.length === 0;
  return (
    <Stack gap={6}>
      <Text size="sm" c="dimmed">
        {isSame ? t("version.same") : t("version.counts", counts)}
      </Text>
      {!isSame && (
        <ul className="diff">
          {diff.changes.map((change) => (
            <Change key={`${change.kind} ${change.identifier} ${change.change}`} change={change} />
          ))}
        </ul>
      )}
    </Stack>
  );
}
