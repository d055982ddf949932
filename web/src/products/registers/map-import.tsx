// A register map from a file.

import { Badge, Code, Group, Select, Stack, Switch, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { toastDone } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { DifferencesTitle, FileImport, LostNotice } from "../formats/file-import.tsx";
import { refreshModel } from "../versions/version-calls.ts";
import { importMapFile, type MapDifference, type MapImport, type MapImportChoice } from "./file-calls.ts";

const ACCEPTED = ".csv,.xlsx,.json,text/csv,application/json";
/** More than this nobody reads at once. */
const SHOWN = 60;

/** Points, groups and unit settings that come, go and change. */
export function MapDifferences({ differences }: { differences: readonly MapDifference[] }) {
  const { t } = useTranslation();
  if (differences.length === 0) return <Text size="sm">{t("registerFile.same")}</Text>;
  return (
    <ul className="format-notices">
      {differences.slice(0, SHOWN).map(({ path, kind, fields }) => (
        <li key={path}>
          <Code>{path.replace(/^points\./, "")}</Code>{" "}
          <Text span size="sm">
            {t(`registerFile.kind.${kind}`)} {fields.join(", ")}
          </Text>
        </li>
      ))}
      {differences.length > SHOWN && <li>{t("format.more", { count: differences.length - SHOWN })}</li>}
    </ul>
  );
}

interface Shown {
  readonly outcome: MapImport;
  readonly choice: MapImportChoice;
  readonly onChoice: (choice: MapImportChoice) => void;
}

function Missing({ outcome, choice, onChoice }: Shown) {
  const { t } = useTranslation();
  const { missing } = outcome;
  if (missing.length === 0) return null;
  const names = missing.map(({ identifier }) => identifier);
  return (
    <Notice
      tone="warn"
      icon={<IconInfoCircle size={18} />}
      title={t("registerFile.missing", { count: missing.length })}
    >
      <Text size="sm">{names.slice(0, 20).join(", ")}</Text>
      <Switch
        mt="xs"
        label={t("registerFile.add")}
        checked={choice.missing === "add"}
        onChange={({ currentTarget }) =>
          onChoice({ ...choice, missing: currentTarget.checked ? "add" : "leave-out" })
        }
      />
    </Notice>
  );
}

function Outcome({ outcome, choice, onChoice }: Shown) {
  const { t } = useTranslation();
  const { parts, notices } = outcome;
  const options = parts.map(({ name, points }, at) => ({
    value: String(at),
    label: t("registerFile.part", { name, points }),
  }));
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge variant="light">{t(`registerFile.name.${outcome.format}`)}</Badge>
        <Text size="sm" c="dimmed">
          {t("registerFile.points", { count: parts[outcome.part]?.points ?? 0 })}
        </Text>
      </Group>
      {parts.length > 1 && (
        <Select
          label={t("registerFile.parts")}
          data={options}
          value={String(outcome.part)}
          allowDeselect={false}
          onChange={(value) => onChoice({ ...choice, part: Number(value ?? 0) })}
        />
      )}
      <Switch
        label={t("registerFile.keep")}
        checked={choice.mode === "merge"}
        onChange={({ currentTarget }) =>
          onChoice({ ...choice, mode: currentTarget.checked ? "merge" : "replace" })
        }
      />
      <Missing outcome={outcome} choice={choice} onChoice={onChoice} />
      <LostNotice notices={notices} />
      <DifferencesTitle />
      <MapDifferences differences={outcome.differences} />
    </Stack>
  );
}

const FIRST: MapImportChoice = { part: 0, mode: "replace", missing: "add" };

export function MapImportDialog({ productKey, onClose }: { productKey: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FileImport
      title={t("registerFile.title")}
      note={t("registerFile.note")}
      accept={ACCEPTED}
      first={FIRST}
      look={(file, choice, watch) => importMapFile(productKey, { ...choice, file, dryRun: true }, watch)}
      save={async ({ file, choice }, watch) => {
        const { model } = await importMapFile(productKey, { ...choice, file, dryRun: false }, watch);
        void queryClient.invalidateQueries({ queryKey: ["register-map", productKey] });
        if (model !== "unchanged") refreshModel(productKey);
        toastDone(t(model === "draft" ? "registerFile.savedDraft" : "word.saved"));
      }}
      saveLabel={({ outcome }) => ({
        text: t("registerFile.apply"),
        isReady: outcome.differences.length > 0,
      })}
      onClose={onClose}
    >
      {({ outcome, choice }, onChoice) => <Outcome {...{ outcome, choice, onChoice }} />}
    </FileImport>
  );
}
