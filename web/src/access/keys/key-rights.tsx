// What a key may do by the API: actions, scopes, networks and a rate.

import { Checkbox, Fieldset, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ScopeList } from "../../accounts/roles/scope-list.tsx";
import type { Action, Scope } from "../../contract.ts";
import type { ApplicationKey } from "../contract.ts";

const ACTIONS: readonly Action[] = ["read", "write", "command", "manage", "ota", "admin"];

export interface Rights {
  readonly actions: readonly Action[];
  readonly scopes: readonly Scope[];
  /** As it is typed, by commas. */
  readonly addresses: string;
  readonly ratePerMin: number | "";
  /** Empty: it stays as it is. */
  readonly tokenKey: string;
}

export function rightsOf(key?: ApplicationKey): Rights {
  return {
    actions: key?.actions ?? [],
    scopes: key?.scopes ?? [{ kind: "all" }],
    addresses: key?.addresses.join(", ") ?? "",
    ratePerMin: key?.ratePerMin ?? "",
    tokenKey: "",
  };
}

/** The rights as the server takes them. */
export function rightsBody({ actions, scopes, addresses, ratePerMin, tokenKey }: Rights) {
  return {
    ...{ actions, scopes },
    addresses: addresses
      .split(/[,，;\s]+/)
      .map((text) => text.trim())
      .filter((text) => text !== ""),
    ratePerMin: ratePerMin === "" ? null : ratePerMin,
    ...(tokenKey.trim() === "" ? {} : { tokenKey: tokenKey.trim() }),
  };
}

interface KeyRightsProps {
  readonly value: Rights;
  readonly onChange: (rights: Rights) => void;
  /** Further fields, of a key that opens the API. */
  readonly children?: ReactNode;
}

export function KeyRights({ value, onChange, children }: KeyRightsProps) {
  const { t } = useTranslation();
  const change = (some: Partial<Rights>) => onChange({ ...value, ...some });
  const flip = (action: Action, isOn: boolean) => {
    const others = value.actions.filter((one) => one !== action);
    change({ actions: isOn ? [...others, action] : others });
  };
  return (
    <Fieldset className="rights" legend={t("keyRights.title")}>
      <Stack gap="sm">
        <div>
          <Group gap="md">
            {ACTIONS.map((action) => (
              <Checkbox
                key={action}
                label={t(`action.${action}`)}
                checked={value.actions.includes(action)}
                onChange={(event) => flip(action, event.currentTarget.checked)}
              />
            ))}
          </Group>
          <Text size="xs" c="dimmed" mt={4}>
            {t("keyRights.actionsNote")}
          </Text>
        </div>
        {value.actions.length > 0 && (
          <ScopeList
            {...{ value: value.scopes, kinds: ["product", "group", "device", "property"] }}
            onChange={(scopes) => change({ scopes })}
          />
        )}
        {value.actions.length > 0 && children}
        <TextInput
          {...{ label: t("keyRights.addresses"), description: t("keyRights.addressesNote") }}
          value={value.addresses}
          onChange={(event) => change({ addresses: event.currentTarget.value })}
        />
        <NumberInput
          {...{ label: t("keyRights.rate"), description: t("keyRights.rateNote") }}
          {...{ min: 1, max: 1_000_000, allowDecimal: false, value: value.ratePerMin }}
          onChange={(rate) => change({ ratePerMin: typeof rate === "number" ? rate : "" })}
        />
        <TextInput
          {...{ label: t("keyRights.tokenKey"), description: t("keyRights.tokenKeyNote") }}
          {...{ value: value.tokenKey, autoComplete: "off" }}
          onChange={(event) => change({ tokenKey: event.currentTarget.value })}
        />
      </Stack>
    </Fieldset>
  );
}
