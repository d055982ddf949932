// The keys of the table, to look them up.

import { Modal, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";

const KEYS = [
  ["move", ["↑ ↓ ← →", "Tab", "Home End", "PgUp PgDn"]],
  ["edit", ["Enter", "F2"]],
  ["replace", ["A … Z, 0 … 9"]],
  ["commit", ["Enter", "Tab"]],
  ["cancel", ["Esc"]],
  ["clear", ["Delete"]],
  ["duplicate", ["Ctrl+D"]],
  ["insert", ["Ctrl+Enter"]],
  ["remove", ["Ctrl+Delete"]],
  ["order", ["Alt+↑", "Alt+↓"]],
  ["undo", ["Ctrl+Z", "Ctrl+Y"]],
  ["paste", ["Ctrl+C", "Ctrl+V"]],
  ["form", ["Shift+Enter"]],
] as const;

export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("sheet.keysTitle")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Table>
        <Table.Tbody>
          {KEYS.map(([what, keys]) => (
            <Table.Tr key={what}>
              <Table.Td>
                {keys.map((key) => (
                  <kbd key={key} className="sheet-key">
                    {key}
                  </kbd>
                ))}
              </Table.Td>
              <Table.Td>{t(`sheet.key.${what}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
