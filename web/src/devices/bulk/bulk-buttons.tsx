// What can be done to the selected devices: for who may.

import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconDots,
  IconFolderSymlink,
  IconPencil,
  IconPlayerPlay,
  IconTag,
  IconTagOff,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../base/role.ts";
import type { BulkAction } from "./use-bulk.ts";

export function BulkButtons({ onAct }: { onAct: (action: BulkAction) => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay("devices", "manage");
  const button = (action: BulkAction, icon: typeof IconTag) => {
    const Icon = icon;
    return (
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon size={14} />}
        onClick={() => onAct(action)}
      >
        {t(`bulk.${action}`)}
      </Button>
    );
  };
  return (
    <>
      {mayWrite && button("move", IconFolderSymlink)}
      {button("tag", IconTag)}
      {button("enable", IconPlayerPlay)}
      <Button size="compact-sm" variant="default" onClick={() => onAct("disable")}>
        {t("bulk.disable")}
      </Button>
      {mayWrite && (
        <Button
          size="compact-sm"
          variant="default"
          color="red"
          leftSection={<IconTrash size={14} />}
          onClick={() => onAct("delete")}
        >
          {t("bulk.delete")}
        </Button>
      )}
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon size="md" variant="default" aria-label={t("word.actions")}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTagOff size={15} />} onClick={() => onAct("untag")}>
            {t("bulk.untag")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onAct("edit")}>
            {t("bulk.edit")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
