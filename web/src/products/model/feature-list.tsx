// The features of one kind in order, with what can be done to each.

import { ActionIcon, Badge, Group, Menu, Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCopyPlus, IconDots, IconTrash } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ModuleSpec } from "../../../../src/spine/model.ts";
import type { Feature } from "./draft/feature-draft.ts";
import { typeText } from "./draft/type-text.ts";

export interface FeatureActions {
  readonly onOpen: (index: number) => void;
  readonly onMove: (from: number, to: number) => void;
  readonly onDuplicate: (index: number) => void;
  readonly onRemove: (index: number) => void;
}

interface RowProps extends FeatureActions {
  readonly feature: Feature | ModuleSpec;
  readonly index: number;
  readonly count: number;
  readonly isEditable: boolean;
}

function Kind({ feature }: { feature: Feature | ModuleSpec }) {
  const { t } = useTranslation();
  if ("dataType" in feature) {
    return (
      <>
        <Badge variant="default" className="type-badge">
          {feature.dataType.type}
        </Badge>
        <Text size="xs" c="dimmed" lineClamp={2} mt={2}>
          {typeText(feature.dataType, t)}
        </Text>
      </>
    );
  }
  if (!("output" in feature)) return <Text size="sm">{feature.description}</Text>;
  const names = (list: readonly { identifier: string }[]) =>
    list.map((one) => one.identifier).join(", ") || "–";
  if ("callType" in feature) {
    return (
      <Text size="xs" c="dimmed">
        {t(`callType.${feature.callType}`)} · ({names(feature.input)}) → ({names(feature.output)})
      </Text>
    );
  }
  return (
    <>
      <Badge variant="default" className="type-badge" data-level={feature.level}>
        {t(`level.${feature.level}`)}
      </Badge>
      <Text size="xs" c="dimmed" mt={2}>
        {names(feature.output)}
      </Text>
    </>
  );
}

function RowMenu({ feature, index, count, ...actions }: RowProps) {
  const { t } = useTranslation();
  const name = feature.identifier;
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      <Tooltip label={t("model.moveUpHint")}>
        <ActionIcon
          visibleFrom="sm"
          disabled={index === 0}
          aria-label={t("model.moveUp", { name })}
          onClick={() => actions.onMove(index, index - 1)}
        >
          <IconArrowUp size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("model.moveDownHint")}>
        <ActionIcon
          visibleFrom="sm"
          disabled={index === count - 1}
          aria-label={t("model.moveDown", { name })}
          onClick={() => actions.onMove(index, index + 1)}
        >
          <IconArrowDown size={15} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon aria-label={t("model.more", { name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={index === 0}
            onClick={() => actions.onMove(index, index - 1)}
            leftSection={<IconArrowUp size={15} />}
          >
            {t("model.up")}
          </Menu.Item>
          <Menu.Item
            disabled={index === count - 1}
            onClick={() => actions.onMove(index, index + 1)}
            leftSection={<IconArrowDown size={15} />}
          >
            {t("model.down")}
          </Menu.Item>
          <Menu.Item onClick={() => actions.onDuplicate(index)} leftSection={<IconCopyPlus size={15} />}>
            {t("model.duplicate")}
          </Menu.Item>
          <Menu.Item
            color="red"
            onClick={() => actions.onRemove(index)}
            leftSection={<IconTrash size={15} />}
          >
            {t("word.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function FeatureRow(props: RowProps) {
  const { t } = useTranslation();
  const { feature, index, count, isEditable } = props;
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (!event.altKey || !isEditable) return;
    const to = event.key === "ArrowUp" ? index - 1 : event.key === "ArrowDown" ? index + 1 : -1;
    if (to < 0 || to >= count) return;
    event.preventDefault();
    props.onMove(index, to);
  };
  return (
    <Table.Tr>
      <Table.Td>
        <UnstyledButton
          className="row-link"
          onClick={() => props.onOpen(index)}
          onKeyDown={onKeyDown}
          disabled={!isEditable}
        >
          {feature.name}
        </UnstyledButton>
        <Text size="xs" c="dimmed" ff="monospace">
          {feature.identifier}
        </Text>
      </Table.Td>
      <Table.Td>
        <Kind feature={feature} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {"dataType" in feature && (
          <Group gap={6}>
            <Text size="sm">{t(`access.${feature.accessMode}`)}</Text>
            {feature.required && (
              <Badge variant="default" size="sm">
                {t("model.required")}
              </Badge>
            )}
          </Group>
        )}
      </Table.Td>
      {isEditable && (
        <Table.Td ta="right">
          <RowMenu {...props} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

export interface ListedFeature {
  readonly id: number;
  readonly feature: Feature | ModuleSpec;
}

export function FeatureList(
  props: FeatureActions & { features: readonly ListedFeature[]; isEditable: boolean },
) {
  const { t } = useTranslation();
  const { features, isEditable, ...actions } = props;
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("model.feature")}</Table.Th>
          <Table.Th>{t("model.definition")}</Table.Th>
          <Table.Th visibleFrom="sm">{t("model.accessMode")}</Table.Th>
          {isEditable && (
            <Table.Th>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {features.map(({ id, feature }, index) => (
          <FeatureRow
            key={id}
            feature={feature}
            index={index}
            count={features.length}
            isEditable={isEditable}
            {...actions}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}
