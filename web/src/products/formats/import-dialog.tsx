// A thing model from a file or from what was copied.

import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { toastDone } from "../../base/toast.ts";
import type { Product } from "../../contract.ts";
import { DiffView } from "../versions/diff-view.tsx";
import { refreshModel } from "../versions/version-calls.ts";
import { DifferencesTitle, FileImport, LostNotice } from "./file-import.tsx";
import { formatCalls, type ImportOutcome } from "./format-calls.ts";

const ACCEPTED = ".json,.csv,.xlsx,.zip,.txt,application/json,text/csv";

function Outcome({ outcome, name }: { outcome: ImportOutcome; name: string }) {
  const { t } = useTranslation();
  const { properties, events, services } = outcome.model;
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge variant="light">{t(`format.name.${outcome.format}`)}</Badge>
        <Text size="sm">{name}</Text>
        <Text size="sm" c="dimmed">
          {t("format.contents", {
            properties: properties.length,
            events: events.length,
            services: services.length,
          })}
        </Text>
      </Group>
      <LostNotice notices={outcome.notices} />
      <DifferencesTitle />
      <DiffView diff={outcome.diff} />
    </Stack>
  );
}

const needsChoice = ({ diff }: ImportOutcome) => diff.changes.some((change) => change.needsChoice);

export function ImportDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const { productKey, status } = product;
  const isForDraft = (outcome: ImportOutcome) => status === "published" || needsChoice(outcome);
  return (
    <FileImport
      title={t("format.importTitle")}
      note={t("format.importNote")}
      accept={ACCEPTED}
      canPaste
      first={undefined}
      look={(file, _, watch) =>
        formatCalls.importFile(productKey, { file, dryRun: true, asDraft: false }, watch)
      }
      save={async ({ file, outcome }, watch) => {
        const asked = { file, dryRun: false, asDraft: isForDraft(outcome) };
        const { saved, modelVersion } = await formatCalls.importFile(productKey, asked, watch);
        refreshModel(productKey);
        toastDone(
          saved === "draft" ? t("format.savedDraft") : t("format.savedVersion", { version: modelVersion }),
        );
      }}
      saveLabel={({ outcome }) => ({
        text: t(isForDraft(outcome) ? "format.saveDraft" : "format.save"),
        isReady: outcome.diff.changes.length > 0,
      })}
      onClose={onClose}
    >
      {({ outcome, name }) => (
        <>
          <Outcome outcome={outcome} name={name} />
          {isForDraft(outcome) && (
            <Notice tone="idle">
              {t(needsChoice(outcome) ? "format.draftForChoice" : "format.draftNote")}
            </Notice>
          )}
        </>
      )}
    </FileImport>
  );
}
