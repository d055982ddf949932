// One serial line on which another is the master and Gantry answers.

import { ActionIcon, Autocomplete, Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PARITIES, type Parity } from "../../../../src/spine/fieldbus.ts";
import { usePortWords } from "../port-words.ts";
import type { PortDraft } from "./settings-draft.ts";

interface PortRowProps {
  readonly port: PortDraft;
  readonly wrong: (field: string) => boolean;
  readonly put: (change: Partial<PortDraft>) => void;
  readonly onRemove: () => void;
}

export function PortRow({ port, wrong, put, onRemove }: PortRowProps) {
  const { t } = useTranslation();
  const { path, parity, stopBits, isEnabled, isRs485 } = port;
  const words = usePortWords();
  const field = (name: "baud" | "units", label: string, placeholder?: string) => (
    <TextInput
      label={label}
      value={port[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong(name) && t("fieldbus.wrong")}
      {...(placeholder !== undefined && { placeholder })}
      spellCheck={false}
    />
  );
  return (
    <div className="poll-group">
      <Stack gap="xs">
        <Autocomplete
          label={words.label}
          description={words.knownNote}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={path}
          data={words.items.map((known) => known.path)}
          onChange={(value) => put({ path: value })}
          error={wrong("path") && words.wrongText}
          placeholder={words.placeholder}
          spellCheck={false}
        />
        <Group grow align="flex-start" gap="sm">
          {field("baud", t("fieldbus.field.baud"))}
          <Select
            label={t("fieldbus.field.parity")}
            value={parity}
            data={PARITIES.map((value) => ({ value, label: t(`fieldbus.parity.${value}`) }))}
            onChange={(value) => value && put({ parity: value as Parity })}
            allowDeselect={false}
          />
          <Select
            label={t("fieldbus.field.stopBits")}
            value={stopBits}
            data={["1", "2"]}
            onChange={(value) => value && put({ stopBits: value })}
            allowDeselect={false}
          />
        </Group>
        {field("units", t("served.units"), t("served.allUnits"))}
        <Switch
          label={t("fieldbus.flag.isRs485")}
          description={t("fieldbus.note.isRs485")}
          checked={isRs485}
          onChange={(event) => put({ isRs485: event.currentTarget.checked })}
        />
        <Group justify="space-between">
          <Switch
            label={t("fieldbus.flag.isEnabled")}
            checked={isEnabled}
            onChange={(event) => put({ isEnabled: event.currentTarget.checked })}
          />
          <ActionIcon aria-label={t("served.removePort", { path })} onClick={onRemove}>
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      </Stack>
    </div>
  );
}
