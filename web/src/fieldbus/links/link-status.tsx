// How a link stands: a word, and why.

import { Badge, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { StateDot } from "../../base/figure/state-badge.tsx";
import type { FieldLink, LinkState } from "../contract.ts";
import { reasonWords } from "../link-words.ts";

const DOTS = { up: "online", dialling: "stale", down: "offline", off: "disabled" } as const;

/** A DTU is not dialled: it calls. */
const wordOf = (state: LinkState, link: FieldLink) =>
  state === "down" && link.settings.transport.kind === "dtu" && link.status.connects === 0
    ? "waiting"
    : state;

export function LinkStatus({ link }: { link: FieldLink }) {
  const { t } = useTranslation();
  const { state } = link.status;
  const word = wordOf(state, link);
  const dot = word === "waiting" ? "inactive" : DOTS[state];
  return (
    <Badge variant="default" className="state-badge" data-state={dot} leftSection={<StateDot state={dot} />}>
      {t(`fieldbus.state.${word}`)}
    </Badge>
  );
}

export function LinkReason({ link }: { link: FieldLink }) {
  const { t } = useTranslation();
  const { state, reason } = link.status;
  if (state === "up" || state === "off" || reason === "") return null;
  return (
    <Text size="xs" c="dimmed" className="break">
      {reasonWords(reason, t)}
    </Text>
  );
}
