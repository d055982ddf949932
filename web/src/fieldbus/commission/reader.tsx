// Reads any registers of any unit on a link, and shows them as they came.

import { Button, Group, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { REGISTER_AREAS, type RegisterArea } from "../../../../src/spine/register-map.ts";
import { formatMs } from "../../base/quantity.ts";
import { Failed } from "../../base/states.tsx";
import { ApiError } from "../../call.ts";
import type { ReadRequest } from "../contract.ts";
import { fieldbusCalls } from "../fieldbus-calls.ts";
import type { Place } from "./point-target.ts";
import { cellsOf, type ReadCell } from "./registers-read.ts";

export interface ReaderDraft {
  readonly unit: string;
  readonly area: RegisterArea;
  readonly address: string;
  readonly count: string;
}

const numberOf = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
const isIn = (value: number, min: number, max: number) =>
  Number.isInteger(value) && value >= min && value <= max;

/** Undefined while a field is not right. `0x2006` is an address, too. */
export function requestOf(draft: ReaderDraft): ReadRequest | undefined {
  const [unit, address, count] = [numberOf(draft.unit), numberOf(draft.address), numberOf(draft.count)];
  if (!isIn(unit, 0, 255) || !isIn(address, 0, 65_535) || !isIn(count, 1, 125)) return undefined;
  if (address + count > 65_536) return undefined;
  return { unit, area: draft.area, address, count };
}

interface ReaderFieldsProps {
  readonly draft: ReaderDraft;
  readonly hasUnit: boolean;
  readonly put: (change: Partial<ReaderDraft>) => void;
}

export function ReaderFields({ draft, hasUnit, put }: ReaderFieldsProps) {
  const { t } = useTranslation();
  const field = (name: "unit" | "address" | "count", label: string) => (
    <TextInput
      label={label}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      spellCheck={false}
      w={110}
    />
  );
  return (
    <>
      {hasUnit && field("unit", t("fieldbus.unit"))}
      <Select
        label={t("register.areaLabel")}
        value={draft.area}
        data={REGISTER_AREAS.map((value) => ({ value, label: t(`register.area.${value}`) }))}
        onChange={(area) => area && put({ area: area as RegisterArea })}
        allowDeselect={false}
        w={190}
      />
      {field("address", t("fieldbus.firstAddress"))}
      {field("count", t("fieldbus.count"))}
    </>
  );
}

interface CellTableProps {
  readonly cells: readonly ReadCell[];
  readonly onUse: (cell: ReadCell) => void;
}

export function CellTable({ cells, onUse }: CellTableProps) {
  const { t } = useTranslation();
  return (
    <section className="cell-scroll" aria-label={t("fieldbus.cells")}>
      <Table className="tabular" verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("register.address")}</Table.Th>
            <Table.Th>{t("fieldbus.hex")}</Table.Th>
            <Table.Th ta="right">{t("fieldbus.unsigned")}</Table.Th>
            <Table.Th ta="right">{t("fieldbus.signed")}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cells.map((cell) => (
            <Table.Tr key={cell.address}>
              <Table.Td>{cell.address}</Table.Td>
              <Table.Td className="mono">{cell.hex}</Table.Td>
              <Table.Td ta="right">{cell.unsigned}</Table.Td>
              <Table.Td ta="right">{cell.signed}</Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => onUse(cell)}
                  aria-label={t("fieldbus.applyOne", { place: cell.address })}
                >
                  {t("fieldbus.apply")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** Why registers could not be read, and what to try where that is known. */
export function ReadFailed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  // The unit's own answer stands in the sentence: exception 02, in either language.
  const isElsewhere =
    error instanceof ApiError && error.code === "field_read_failed" && /\b02\b/.test(error.detail);
  return (
    <Stack gap={6}>
      <Failed error={error} />
      {isElsewhere && <Text size="sm">{t("register.notThere")}</Text>}
    </Stack>
  );
}

interface ReaderProps {
  readonly onUse: (place: Place) => void;
  readonly linkId: number;
  readonly draft: ReaderDraft;
  readonly hasUnit: boolean;
  readonly put: (change: Partial<ReaderDraft>) => void;
}

export function Reader({ linkId, draft, hasUnit, put, onUse }: ReaderProps) {
  const { t } = useTranslation();
  const [cells, setCells] = useState<readonly ReadCell[]>([]);
  const request = requestOf(draft);
  const read = useMutation({
    mutationFn: (wanted: ReadRequest) => fieldbusCalls.read(linkId, wanted),
    onSuccess: ({ hex }, wanted) => setCells(cellsOf(hex, wanted)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request) read.mutate(request);
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <ReaderFields draft={draft} hasUnit={hasUnit} put={put} />
          <Button type="submit" loading={read.isPending} disabled={request === undefined}>
            {t("fieldbus.read")}
          </Button>
          <Button
            variant="default"
            disabled={request === undefined}
            onClick={() => request && onUse({ address: request.address })}
          >
            {t("fieldbus.addPoint")}
          </Button>
        </Group>
      </form>
      {read.isError && <ReadFailed error={read.error} />}
      {read.data && cells.length > 0 && (
        <>
          <Text size="xs" c="dimmed" role="status">
            {t("fieldbus.readIn", { time: formatMs(read.data.durationMs) })}
          </Text>
          <CellTable cells={cells} onUse={({ address }) => onUse({ address })} />
        </>
      )}
    </Stack>
  );
}
