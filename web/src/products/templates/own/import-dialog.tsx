// A template of one's own from a file of another Gantry.

import { Badge, Group, Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { toastDone } from "../../../base/toast.ts";
import { ApiError } from "../../../call.ts";
import { DifferencesTitle, FileImport } from "../../formats/file-import.tsx";
import { DifferenceList } from "./difference-list.tsx";
import { ownCalls, refreshTemplates, type TemplateImport } from "./own-calls.ts";

interface Choice {
  readonly asNew: boolean;
  /** That one of this identifier is here, as the first look told. */
  readonly isHere: boolean;
}

interface Shown {
  readonly outcome: TemplateImport;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

function Outcome({ outcome, choice, onChoice }: Shown) {
  const { t } = useTranslation();
  const { template, action, differences } = outcome;
  const { thingModel, registerMap, verification } = template;
  const isHere = choice.isHere || action !== "create";
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge variant="light">{t(`template.family.${template.family}`)}</Badge>
        <Text size="sm" fw={550}>
          {template.name}
        </Text>
        <Text size="sm" c="dimmed">
          {[template.maker, template.makerModel].filter(Boolean).join(" ")}
        </Text>
      </Group>
      <Text size="sm">
        {t("own.contents", { properties: thingModel.properties.length, points: registerMap.points.length })}{" "}
        {verification && t("own.elsewhere", { unit: verification.unit, by: verification.by })}
      </Text>
      <Text size="sm" role="status">
        {t(`own.plan.${action}`)}
      </Text>
      {isHere && (
        <Switch
          label={t("own.asNew")}
          checked={choice.asNew}
          onChange={({ currentTarget }) => onChoice({ asNew: currentTarget.checked, isHere: true })}
        />
      )}
      {action === "replace" && (
        <>
          <DifferencesTitle />
          <DifferenceList differences={differences} />
        </>
      )}
    </Stack>
  );
}

export function TemplateImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const read = async (file: Blob): Promise<object> => {
    try {
      return JSON.parse(await file.text()) as object;
    } catch {
      throw new ApiError(400, "invalid_request", { detail: t("life.notFile") });
    }
  };
  return (
    <FileImport<Choice, TemplateImport>
      title={t("own.importTitle")}
      note={t("own.importNote")}
      accept=".json,application/json"
      first={{ asNew: false, isHere: false }}
      look={async (file, { asNew }) => ownCalls.import(await read(file), { dryRun: true, asNew })}
      save={async ({ file, choice }) => {
        const { template } = await ownCalls.import(await read(file), { dryRun: false, asNew: choice.asNew });
        refreshTemplates();
        toastDone(t("own.imported", { name: template.name }));
        navigate(`/product-templates/${encodeURIComponent(template.id)}`);
      }}
      saveLabel={({ outcome }) => ({
        text: t(outcome.action === "replace" ? "own.replace" : "own.import"),
        isReady: outcome.action !== "unchanged",
      })}
      onClose={onClose}
    >
      {({ outcome, choice }, onChoice) => <Outcome {...{ outcome, choice, onChoice }} />}
    </FileImport>
  );
}
