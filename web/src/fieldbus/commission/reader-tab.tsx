// Looking into a unit: its registers as they are, and which of them make the value on its panel.

import { Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import type { FieldLink } from "../contract.ts";
import { Guesser } from "./guesser.tsx";
import { PointDialog } from "./point-dialog.tsx";
import type { Place } from "./point-target.ts";
import { Reader, type ReaderDraft, requestOf } from "./reader.tsx";

interface ExplorerProps {
  readonly linkId: number;
  /** Absent: both are chosen here. */
  readonly unit?: number;
  readonly productKey?: string;
}

/** Reading, guessing and adding what was found, for a link's page and for commissioning. */
export function RegisterExplorer({ linkId, unit, productKey }: ExplorerProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<ReaderDraft>({
    ...{ unit: "1", area: "holding", address: "0", count: "20" },
  });
  const [chosen, setChosen] = useState<Place>();
  const read: ReaderDraft = unit === undefined ? draft : { ...draft, unit: String(unit) };
  return (
    <Stack gap="md">
      <Panel title={t("fieldbus.readTitle")} note={t("fieldbus.readNote")}>
        <Reader
          linkId={linkId}
          draft={read}
          hasUnit={unit === undefined}
          put={(change) => setDraft((before) => ({ ...before, ...change }))}
          onUse={setChosen}
        />
      </Panel>
      <Panel title={t("fieldbus.guessTitle")} note={t("fieldbus.guessNote")}>
        <Guesser linkId={linkId} request={requestOf(read)} onApply={setChosen} />
      </Panel>
      <PointDialog
        place={chosen}
        area={draft.area}
        {...(productKey !== undefined && { productKey })}
        onClose={() => setChosen(undefined)}
      />
    </Stack>
  );
}

export function ReaderTab({ link }: { link: FieldLink }) {
  return <RegisterExplorer linkId={link.id} />;
}
