// The question beside a refusal, and its answer in a drawer that is loaded when somebody asks.

import { Anchor } from "@mantine/core";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { JournalEntry } from "../contract.ts";
import { late } from "../late.ts";

const RefusalDrawer = late(async () => (await import("./refusal-drawer.tsx")).RefusalDrawer);

export function WhyRefused({ entry }: { entry: JournalEntry }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  // Once loaded it stays, so that closing is animated.
  const [isUsed, setIsUsed] = useState(false);
  const ask = () => {
    setIsUsed(true);
    setIsOpen(true);
  };
  return (
    <>
      <Anchor component="button" type="button" size="xs" onClick={ask}>
        {t("refusal.why")}
      </Anchor>
      <Suspense fallback={null}>
        {isUsed && <RefusalDrawer entry={entry} isOpen={isOpen} onClose={() => setIsOpen(false)} />}
      </Suspense>
    </>
  );
}
