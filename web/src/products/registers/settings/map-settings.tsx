// How the units of a product are read: order of bytes, sizes of reads, pauses, and the groups of polling.

import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ORDERS_4, type RegisterMap } from "../../../../../src/spine/register-map.ts";
import { DraftForm, FormDrawer, useDraft } from "../../../base/form/draft-form.tsx";
import { Notice } from "../../../base/notice/notice.tsx";
import { GroupRow } from "./group-row.tsx";
import { draftMap, type GroupDraft, type MapDraft, NEW_GROUP, readMap } from "./map-draft.ts";

interface MapSettingsProps {
  readonly map: RegisterMap;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSave: (map: RegisterMap) => void;
  readonly onClose: () => void;
}

interface UnitProps {
  readonly draft: MapDraft;
  readonly wrong: ReadonlySet<string>;
  readonly put: (change: Partial<MapDraft>) => void;
}

const NUMBERS = ["maxRegistersPerRead", "maxBitsPerRead", "maxGap", "gapMs", "timeoutMs"] as const;
const COIL_WAYS = ["single", "multiple"] as const;
const REGISTER_WAYS = ["auto", "single", "multiple"] as const;

function UnitFields({ draft, wrong, put }: UnitProps) {
  const { t } = useTranslation();
  const field = (name: (typeof NUMBERS)[number] | "forbidden") => (
    <TextInput
      label={t(`mapSetting.${name}`)}
      description={t(`mapSetting.note.${name}`)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && t("fieldbus.wrong")}
    />
  );
  const ways = (values: readonly ("auto" | "single" | "multiple")[]) =>
    values.map((value) => ({ value, label: t(`mapSetting.way.${value}`) }));
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("register.order")}
          value={draft.order}
          data={[...ORDERS_4]}
          onChange={(order) => order && put({ order: order as MapDraft["order"] })}
          allowDeselect={false}
        />
        {field("maxGap")}
      </Group>
      <Group grow align="flex-start">
        {field("maxRegistersPerRead")}
        {field("maxBitsPerRead")}
      </Group>
      <Group grow align="flex-start">
        {field("gapMs")}
        {field("timeoutMs")}
      </Group>
      <Group grow align="flex-start">
        <Select
          label={t("mapSetting.writeCoil")}
          value={draft.writeCoil}
          data={ways(COIL_WAYS)}
          onChange={(way) => way && put({ writeCoil: way as MapDraft["writeCoil"] })}
          allowDeselect={false}
        />
        <Select
          label={t("mapSetting.writeRegister")}
          value={draft.writeRegister}
          data={ways(REGISTER_WAYS)}
          onChange={(way) => way && put({ writeRegister: way as MapDraft["writeRegister"] })}
          allowDeselect={false}
        />
      </Group>
      {field("forbidden")}
    </>
  );
}

function Groups({ draft, wrong, put }: UnitProps) {
  const { t } = useTranslation();
  const { groups } = draft;
  const set = (id: number, change: Partial<GroupDraft>) =>
    put({ groups: groups.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  const add = () =>
    put({ groups: [...groups, { ...NEW_GROUP, id: Math.min(0, ...groups.map(({ id }) => id)) - 1 }] });
  return (
    <Stack gap="sm" component="section" aria-label={t("mapSetting.groups")}>
      <div>
        <Text size="sm" fw={600}>
          {t("mapSetting.groups")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("mapSetting.groupsNote")}
        </Text>
      </div>
      {groups.map((group, at) => (
        <GroupRow
          key={group.id}
          group={group}
          wrong={(name) => wrong.has(`groups.${at}.${name}`)}
          put={(change) => set(group.id, change)}
          {...(groups.length > 1 && {
            onRemove: () => put({ groups: groups.filter(({ id }) => id !== group.id) }),
          })}
        />
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} onClick={add}>
          {t("mapSetting.addGroup")}
        </Button>
      </Group>
    </Stack>
  );
}

function Form({ map, isBusy, error, onSave, onClose }: MapSettingsProps) {
  const { t } = useTranslation();
  const state = useDraft(() => draftMap(map));
  const { draft, put, isTried } = state;
  const read = readMap(draft, map);
  const props: UnitProps = { draft, put, wrong: isTried ? read.wrong : new Set() };
  const { map: made } = read;
  return (
    <DraftForm {...{ state, isBusy, error, onClose }} onSave={made && (() => onSave(made))}>
      <Groups {...props} />
      <Text size="sm" fw={600}>
        {t("mapSetting.reading")}
      </Text>
      <UnitFields {...props} />
      {props.wrong.has("groups") && <Notice tone="bad">{t("mapSetting.groupsWrong")}</Notice>}
    </DraftForm>
  );
}

export function MapSettings({ isOpen, ...props }: MapSettingsProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <FormDrawer isOpen={isOpen} size="lg" title={t("mapSetting.title")} onClose={props.onClose}>
      <Form {...props} />
    </FormDrawer>
  );
}
