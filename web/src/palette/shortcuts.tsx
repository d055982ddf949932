// Which keys do what.

import { Kbd, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";

const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export function Shortcuts({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const rows = [
    [[COMMAND_KEY, "K"], t("palette.keys.palette")],
    [["/"], t("palette.keys.search")],
    [["↑", "↓"], t("palette.keys.rows")],
    [["Enter"], t("palette.keys.open")],
    [["Space"], t("palette.keys.select")],
    [["Esc"], t("palette.keys.close")],
    [["F1"], t("palette.keys.help")],
    [["?"], t("palette.keys.list")],
  ] as const;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("palette.shortcuts")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <dl className="shortcuts">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
