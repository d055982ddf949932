// The history of a product's thing model: every version, any two compared, an older one brought back.

import { Group, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import type { Product } from "../../contract.ts";
import { DiffView } from "./diff-view.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { type ModelVersion, versionQueries } from "./version-calls.ts";
import { VersionList } from "./version-list.tsx";

interface Compared {
  readonly product: Product;
  readonly versions: readonly ModelVersion[];
}

function Comparison({ product, versions }: Compared) {
  const { t } = useTranslation();
  const newest = versions[0]?.version ?? 1;
  const draft = useQuery(versionQueries.draft(product.productKey));
  const hasDraft = draft.data !== null && draft.data !== undefined;
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const chosenTo = to ?? (hasDraft ? "draft" : String(newest));
  const chosenFrom = from ?? String(chosenTo === "draft" ? newest : Math.max(1, newest - 1));
  const target = chosenTo === "draft" ? chosenTo : Number(chosenTo);
  const diff = useQuery(versionQueries.diff(product.productKey, Number(chosenFrom), target));
  const numbers = versions.map(({ version }) => ({
    value: String(version),
    label: t("version.number", { version }),
  }));
  const targets = hasDraft ? [{ value: "draft", label: t("version.draft") }, ...numbers] : numbers;
  return (
    <Panel title={t("version.compare")} note={t("version.compareNote")}>
      <Stack gap="md">
        <Group gap="sm" grow>
          <Select
            label={t("version.from")}
            data={numbers}
            value={chosenFrom}
            onChange={setFrom}
            allowDeselect={false}
          />
          <Select
            label={t("version.to")}
            data={targets}
            value={chosenTo}
            onChange={setTo}
            allowDeselect={false}
          />
        </Group>
        <Loaded query={diff}>{(answer) => <DiffView diff={answer} />}</Loaded>
      </Stack>
    </Panel>
  );
}

function History({ product, versions }: Compared) {
  const { t } = useTranslation();
  const mayWrite = useMay("thing models", "manage");
  const [target, setTarget] = useState<number>();
  return (
    <div className="stack">
      <Panel title={t("version.title")} note={t("version.lead")} isFlush>
        <VersionList
          versions={versions}
          current={product.modelVersion}
          onRollBack={mayWrite ? setTarget : undefined}
        />
      </Panel>
      <Comparison product={product} versions={versions} />
      {target !== undefined && (
        <PublishDialog product={product} target={target} onClose={() => setTarget(undefined)} />
      )}
    </div>
  );
}

export function VersionTab({ product }: { product: Product }) {
  const versions = useQuery(versionQueries.list(product.productKey));
  return <Loaded query={versions}>{(items) => <History product={product} versions={items} />}</Loaded>;
}
