// A table from a spreadsheet before it is taken over: what each row becomes, and why one is left out.

import { Badge, Button, Group, Modal, Stack, Table, Text, Textarea } from "@mantine/core";
import type { TFunction } from "i18next";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RowKind, Sheet } from "../draft/sheet.ts";
import { CELLS, cellText } from "../grid/cells.ts";
import { choiceText } from "../grid/choice-text.ts";
import { DEFAULT_COLUMNS, type PasteColumn } from "./headings.ts";
import { PASTE_ROWS, type PastedRow, type PastedTable, type PasteProblem, readPaste } from "./pasted-rows.ts";

interface PasteProps {
  readonly kind: RowKind;
  readonly sheet: Sheet;
  /** What came by the clipboard; "" asks for it. */
  readonly text: string;
  readonly onApply: (rows: readonly PastedRow[]) => void;
  readonly onClose: () => void;
}

/** Rows that are drawn; the rest is counted. */
const SHOWN = 200;

function columnText(column: PasteColumn, t: TFunction): string {
  return column === "module" || column === "range"
    ? t(`paste.column.${column}`)
    : t(`sheet.column.${column}`);
}

function problemText({ column, kind, text, error }: PasteProblem, t: TFunction): string {
  const told = error === undefined ? "" : t(`modelError.${error}`);
  return t(`paste.problem.${kind}`, { column: columnText(column, t), text, error: told });
}

function outcomeOf(row: PastedRow): "wrong" | "same" | "change" | "new" {
  if (row.problems.length > 0) return "wrong";
  if (row.isSame) return "same";
  return row.known === undefined ? "new" : "change";
}

function Heading({ table }: { table: PastedTable }) {
  const { t } = useTranslation();
  const used = table.columns.filter((column) => column !== undefined);
  const columns = used.map((column) => columnText(column, t)).join(", ");
  return (
    <Text size="xs" c="dimmed">
      {table.hasHeading ? t("paste.heading", { columns }) : t("paste.noHeading", { columns })}
    </Text>
  );
}

function Preview({ kind, table }: { kind: RowKind; table: PastedTable }) {
  const { t } = useTranslation();
  const cells = CELLS[kind].filter(
    (cell) => table.columns.includes(cell) || cell === "identifier" || cell === "name" || cell === "type",
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="paste-preview" tabIndex={0} aria-label={t("paste.outcome")}>
      <Table stickyHeader verticalSpacing={4} miw={560} aria-label={t("paste.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("paste.line")}</Table.Th>
            <Table.Th>{t("paste.outcome")}</Table.Th>
            {cells.map((cell) => (
              <Table.Th key={cell}>{t(`sheet.column.${cell}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.slice(0, SHOWN).map((row) => {
            const outcome = outcomeOf(row);
            return (
              <Table.Tr key={row.line} data-outcome={outcome}>
                <Table.Td>{row.line}</Table.Td>
                <Table.Td miw={110}>
                  <Badge size="sm" variant="default" className="paste-outcome" data-outcome={outcome}>
                    {t(`paste.${outcome}`)}
                  </Badge>
                  {row.problems.map((problem) => (
                    <Text key={`${problem.column} ${problem.kind}`} size="xs" c="var(--mantine-color-error)">
                      {problemText(problem, t)}
                    </Text>
                  ))}
                </Table.Td>
                {cells.map((cell) => (
                  <Table.Td key={cell}>
                    {cell === "type"
                      ? cellText(row.draft, cell)
                      : choiceText(cell, cellText(row.draft, cell), t)}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Summary({ table }: { table: PastedTable }) {
  const { t } = useTranslation();
  const countOf = (outcome: ReturnType<typeof outcomeOf>) =>
    table.rows.filter((row) => outcomeOf(row) === outcome).length;
  return (
    <Text size="sm" fw={550} role="status">
      {t("paste.summary", {
        added: countOf("new"),
        changed: countOf("change"),
        same: countOf("same"),
        wrong: countOf("wrong"),
      })}
      {table.rows.length >= PASTE_ROWS && ` ${t("paste.cut", { limit: PASTE_ROWS })}`}
    </Text>
  );
}

function Body({ kind, sheet, text: first, onApply, onClose }: PasteProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(first);
  const table = useMemo(() => readPaste(text, kind, sheet), [text, kind, sheet]);
  const count = table.rows.filter(({ problems, isSame }) => problems.length === 0 && !isSame).length;
  const columns = DEFAULT_COLUMNS[kind].map((column) => columnText(column, t)).join(", ");
  return (
    <Stack gap="sm">
      <Textarea
        label={t("paste.text")}
        description={t("paste.note", { kind: t(`paste.kind.${kind}`), columns })}
        placeholder={t("paste.placeholder")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        minRows={text === "" ? 8 : 3}
        maxRows={8}
        autosize
        spellCheck={false}
        classNames={{ input: "mono" }}
        data-autofocus
      />
      {table.rows.length > 0 && (
        <>
          <Heading table={table} />
          <Summary table={table} />
          <Preview kind={kind} table={table} />
        </>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("word.cancel")}
        </Button>
        <Button disabled={count === 0} onClick={() => onApply(table.rows)}>
          {t("paste.apply", { count })}
        </Button>
      </Group>
    </Stack>
  );
}

export function PasteDialog(props: PasteProps & { isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t("paste.title")}
      size="min(1100px, 94vw)"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {props.isOpen && <Body {...props} />}
    </Modal>
  );
}
