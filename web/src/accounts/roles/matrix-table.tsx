// A table of what a role may do: areas down, actions across.

import { Checkbox, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Action, Area, Matrix } from "../../contract.ts";
import type { AreaActions } from "./use-roles.ts";

const ACTIONS: readonly Action[] = ["read", "write", "command", "manage", "ota", "admin"];

interface MatrixTableProps {
  readonly areas: readonly AreaActions[];
  readonly value: Matrix;
  /** Absent: it is only looked at. */
  readonly onChange?: (matrix: Matrix) => void;
}

/** Only actions that routes of an area ask for can be chosen; what else a role holds there stays. */
export function MatrixTable({ areas, value, onChange }: MatrixTableProps) {
  const { t } = useTranslation();
  const shown = ACTIONS.filter((action) => areas.some(({ actions }) => actions.includes(action)));
  const flip = (area: Area, action: Action, isOn: boolean) => {
    const others = (value[area] ?? []).filter((one) => one !== action);
    const { [area]: _, ...rest } = value;
    const held = isOn ? [...others, action] : others;
    onChange?.(held.length === 0 ? rest : { ...rest, [area]: held });
  };
  return (
    <Table.ScrollContainer minWidth={420} className="matrix">
      <Table verticalSpacing={4} striped>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("roles.area")}</Table.Th>
            {shown.map((action) => (
              <Table.Th key={action} ta="center">
                {t(`action.${action}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {areas.map(({ area, actions }) => (
            <Table.Tr key={area}>
              <Table.Th scope="row" fw={500}>
                {t(`area.${area}`)}
              </Table.Th>
              {shown.map((action) => (
                <Table.Td key={action}>
                  {actions.includes(action) && (
                    <Checkbox
                      aria-label={`${t(`area.${area}`)}: ${t(`action.${action}`)}`}
                      className="matrix-cell"
                      checked={value[area]?.includes(action) ?? false}
                      disabled={onChange === undefined}
                      onChange={(event) => flip(area, action, event.currentTarget.checked)}
                    />
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
