// Language and colour scheme, reachable from everywhere, also before signing in.

import { ActionIcon, Group, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type UiLanguage, uiLanguage } from "../../i18n.ts";
import { chooseLanguage } from "./language.ts";

const LANGUAGE_NAMES: readonly (readonly [UiLanguage, string])[] = [
  ["zh-CN", "简体中文"],
  ["en", "English"],
];

function LanguageMenu() {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <Tooltip label={t("shell.language")}>
          <ActionIcon size="lg" aria-label={t("shell.language")}>
            <IconLanguage size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGE_NAMES.map(([language, name]) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => void chooseLanguage(language)}
            rightSection={language === uiLanguage() ? <IconCheck size={14} /> : null}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeMenu() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    ["light", t("shell.light"), IconSun],
    ["dark", t("shell.dark"), IconMoon],
    ["auto", t("shell.auto"), IconDeviceDesktop],
  ] as const;
  const Current = schemes.find(([scheme]) => scheme === colorScheme)?.[2] ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <Tooltip label={t("shell.scheme")}>
          <ActionIcon size="lg" aria-label={t("shell.scheme")}>
            <Current size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(([scheme, name, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={15} />}
            rightSection={scheme === colorScheme ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Preferences() {
  return (
    <Group gap={2} wrap="nowrap">
      <LanguageMenu />
      <SchemeMenu />
    </Group>
  );
}
