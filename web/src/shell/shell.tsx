// The frame around every page: where to go, who is here, language and colours.

import { Burger, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconChevronDown,
  IconLogout,
  IconPlugConnectedX,
  IconSettings,
  IconUserCircle,
} from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Notice } from "../base/notice/notice.tsx";
import { useReachable } from "../base/notice/reachable.ts";
import { Mark } from "../base/page/mark.tsx";
import { Preferences } from "../base/person/preferences.tsx";
import { roleText } from "../base/role.ts";
import type { SessionUser } from "../contract.ts";
import { Navigation } from "./navigation.tsx";
import { signOut } from "./sign-out.ts";
import { Tools } from "./tools.tsx";

function UserMenu({ user }: { user: SessionUser }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <UnstyledButton className="user-button" aria-label={`${t("shell.account")}: ${user.username}`}>
          <IconUserCircle size={19} aria-hidden="true" />
          <Text size="sm" visibleFrom="md" component="span">
            {user.username}
          </Text>
          <IconChevronDown size={13} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.username} · {roleText(t, user.role, user.roleName)}
        </Menu.Label>
        <Menu.Item component={Link} href="/settings" leftSection={<IconSettings size={15} />}>
          {t("setting.account")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          {t("shell.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Unreachable() {
  const { t } = useTranslation();
  if (useReachable()) return null;
  return (
    <div className="page unreachable">
      <Notice tone="warn" isUrgent icon={<IconPlugConnectedX size={18} />}>
        {t("shell.unreachable")}
      </Notice>
    </div>
  );
}

export function Shell({ user, children }: { user: SessionUser; children: ReactNode }) {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the menu of small screens
  useEffect(close, [location]);
  return (
    <>
      <a className="skip-link" href="#content">
        {t("shell.skip")}
      </a>
      <header className="shell-header">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t("shell.menu")}
              aria-expanded={isOpen}
            />
            <Link href="/" className="mark-link" aria-label="Gantry">
              <Mark />
            </Link>
          </Group>
          <Group gap={4} wrap="nowrap">
            <Tools user={user} />
            <Preferences />
            <UserMenu user={user} />
          </Group>
        </Group>
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the links within are what is used; on phones the menu then closes */}
      <nav className="shell-nav" data-open={isOpen} aria-label={t("shell.menu")} onClick={close}>
        <Navigation user={user} />
      </nav>
      <main className="shell-main" id="content" tabIndex={-1}>
        <Unreachable />
        {children}
      </main>
    </>
  );
}
