// What can be done with the rows of the model beside typing: find, add, undo, paste, and with the row at hand.

import { ActionIcon, Button, Group, Select, TextInput, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconClipboardCopy,
  IconClipboardText,
  IconCopyPlus,
  IconForms,
  IconKeyboard,
  IconPlus,
  IconSearch,
  IconTrash,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { GridAction } from "./grid/keys.ts";

export interface SheetToolbarProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly modules: readonly { readonly identifier: string; readonly name: string }[];
  /** "" shows all. */
  readonly module: string;
  readonly onModule: (identifier: string) => void;
  readonly addLabel: string;
  readonly isEditable: boolean;
  readonly hasRow: boolean;
  /** True on a phone, where rows are cards with menus of their own and there are no keys. */
  readonly isNarrow: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onAction: (action: GridAction) => void;
  readonly onAdd: () => void;
  readonly onPaste: () => void;
  readonly onCopyAll: () => void;
  readonly onKeys: () => void;
}

function Tool(props: {
  label: string;
  keys?: string;
  isOff?: boolean;
  onRun: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={props.keys ? `${props.label} (${props.keys})` : props.label}>
      <ActionIcon
        aria-label={props.label}
        disabled={props.isOff ?? false}
        // The focus stays in the table, where the next key is wanted.
        onMouseDown={(event) => event.preventDefault()}
        onClick={props.onRun}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

function RowTools({ hasRow, onAction }: SheetToolbarProps) {
  const { t } = useTranslation();
  const isOff = !hasRow;
  return (
    <>
      <Tool label={t("sheet.form")} keys="Shift+Enter" isOff={isOff} onRun={() => onAction({ kind: "open" })}>
        <IconForms size={16} />
      </Tool>
      <Tool
        label={t("model.duplicate")}
        keys="Ctrl+D"
        isOff={isOff}
        onRun={() => onAction({ kind: "duplicate" })}
      >
        <IconCopyPlus size={16} />
      </Tool>
      <Tool label={t("model.up")} keys="Alt+↑" isOff={isOff} onRun={() => onAction({ kind: "move", by: -1 })}>
        <IconArrowUp size={16} />
      </Tool>
      <Tool
        label={t("model.down")}
        keys="Alt+↓"
        isOff={isOff}
        onRun={() => onAction({ kind: "move", by: 1 })}
      >
        <IconArrowDown size={16} />
      </Tool>
      <Tool
        label={t("sheet.remove")}
        keys="Ctrl+Delete"
        isOff={isOff}
        onRun={() => onAction({ kind: "remove" })}
      >
        <IconTrash size={16} />
      </Tool>
    </>
  );
}

function ModuleChoice(props: SheetToolbarProps) {
  const { t } = useTranslation();
  if (props.modules.length === 0) return null;
  return (
    <Select
      aria-label={t("sheet.modules")}
      value={props.module}
      onChange={(value) => props.onModule(value ?? "")}
      data={[
        { value: "", label: t("sheet.allModules") },
        ...props.modules.map(({ identifier, name }) => ({
          value: identifier,
          label: name || identifier,
        })),
      ]}
      w={160}
    />
  );
}

export function SheetToolbar(props: SheetToolbarProps) {
  const { t } = useTranslation();
  const { isEditable, onAction } = props;
  return (
    <div className="filters sheet-tools">
      <TextInput
        type="search"
        aria-label={t("sheet.search")}
        placeholder={t("sheet.search")}
        leftSection={<IconSearch size={15} />}
        value={props.search}
        onChange={(event) => props.onSearch(event.currentTarget.value)}
        className="filter-search"
      />
      <ModuleChoice {...props} />
      <Group gap={2} wrap="wrap" role="group" aria-label={t("word.actions")}>
        {isEditable && (
          <>
            <Tool
              label={t("sheet.undo")}
              keys="Ctrl+Z"
              isOff={!props.canUndo}
              onRun={() => onAction({ kind: "undo" })}
            >
              <IconArrowBackUp size={16} />
            </Tool>
            <Tool
              label={t("sheet.redo")}
              keys="Ctrl+Y"
              isOff={!props.canRedo}
              onRun={() => onAction({ kind: "redo" })}
            >
              <IconArrowForwardUp size={16} />
            </Tool>
            {!props.isNarrow && <RowTools {...props} />}
          </>
        )}
        <Tool label={t("sheet.copyAll")} onRun={props.onCopyAll}>
          <IconClipboardCopy size={16} />
        </Tool>
        {!props.isNarrow && (
          <Tool label={t("sheet.keys")} onRun={props.onKeys}>
            <IconKeyboard size={16} />
          </Tool>
        )}
      </Group>
      {isEditable && (
        <Group gap="xs" className="filters-end">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconClipboardText size={15} />}
            onClick={props.onPaste}
          >
            {t("sheet.paste")}
          </Button>
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={props.onAdd}>
            {props.addLabel}
          </Button>
        </Group>
      )}
    </div>
  );
}
