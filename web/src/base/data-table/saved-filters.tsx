// Filters that somebody needs again, under a name of their own.

import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput, Tooltip } from "@mantine/core";
import { IconBookmark, IconBookmarkFilled, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreference } from "../person/preference.ts";
import type { AddressFilter } from "./address-filter.ts";

interface SavedFilter {
  readonly name: string;
  /** As `AddressFilter.text`. */
  readonly text: string;
}
const MOST = 30;

function NameDialog(props: { isOpen: boolean; onClose: () => void; onSave: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t("table.saveFilter")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          props.onSave(name.trim());
          setName("");
        }}
      >
        <Stack>
          <TextInput
            label={t("table.filterName")}
            description={t("table.filterNameNote")}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {t("word.cancel")}
            </Button>
            <Button type="submit" disabled={name.trim() === ""}>
              {t("word.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function SavedFilters({ name, address }: { name: string; address: AddressFilter }) {
  const { t } = useTranslation();
  const [saved, setSaved] = usePreference<readonly SavedFilter[]>(`filters.${name}`, []);
  const [isNaming, setIsNaming] = useState(false);
  const current = saved.find((one) => one.text === address.text);
  const save = (label: string) => {
    const others = saved.filter((one) => one.name !== label);
    setSaved([...others, { name: label, text: address.text }].slice(-MOST));
    setIsNaming(false);
  };
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Tooltip label={current?.name ?? t("table.savedFilters")}>
            <ActionIcon size="lg" variant="default" aria-label={t("table.savedFilters")}>
              {current ? <IconBookmarkFilled size={17} color="var(--accent)" /> : <IconBookmark size={17} />}
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.length === 0 && <Menu.Label>{t("table.noSaved")}</Menu.Label>}
          {saved.map((one) => (
            <Menu.Item
              key={one.name}
              onClick={() => address.replace(one.text)}
              {...(one === current && { "aria-current": "true" as const, fw: 600 })}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPlus size={15} />}
            disabled={!address.isActive}
            onClick={() => setIsNaming(true)}
          >
            {t("table.saveFilter")}
          </Menu.Item>
          {current && (
            <Menu.Item
              leftSection={<IconTrash size={15} />}
              onClick={() => setSaved(saved.filter((one) => one !== current))}
            >
              {t("table.forgetFilter", { name: current.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <NameDialog isOpen={isNaming} onClose={() => setIsNaming(false)} onSave={save} />
    </>
  );
}
