// Which group has which role; the first that fits counts.

import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RoleRule } from "./contract.ts";
import { useRoleChoices } from "./role-choice.ts";

interface RoleRulesProps {
  readonly rules: readonly RoleRule[];
  readonly defaultRole: string | null;
  readonly onChange: (change: { roles?: RoleRule[]; defaultRole?: string | null }) => void;
}

export function RoleRules({ rules, defaultRole, onChange }: RoleRulesProps) {
  const { t } = useTranslation();
  const roles = useRoleChoices();
  const change = (at: number, part: Partial<RoleRule>) =>
    onChange({ roles: rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)) });
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={500}>
          {t("directory.roles")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("directory.rolesNote")}
        </Text>
      </div>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and only the last is added
        <Group key={at} gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            className="grow"
            aria-label={t("directory.group", { at: at + 1 })}
            placeholder={t("directory.groupExample")}
            value={rule.group}
            onChange={(event) => change(at, { group: event.currentTarget.value })}
            spellCheck={false}
          />
          <Select
            w={150}
            aria-label={t("directory.roleOf", { at: at + 1 })}
            data={roles}
            value={rule.role}
            onChange={(role) => role && change(at, { role })}
            allowDeselect={false}
          />
          <ActionIcon
            size="input-sm"
            variant="default"
            aria-label={t("directory.removeRule", { at: at + 1 })}
            onClick={() => onChange({ roles: rules.filter((_, index) => index !== at) })}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ roles: [...rules, { group: "", role: "viewer" }] })}
        >
          {t("directory.addRule")}
        </Button>
      </div>
      <Select
        label={t("directory.defaultRole")}
        description={t("directory.defaultRoleNote")}
        placeholder={t("directory.noRole")}
        data={roles}
        value={defaultRole}
        onChange={(role) => onChange({ defaultRole: role })}
        clearable
      />
    </Stack>
  );
}
