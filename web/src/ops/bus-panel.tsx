// Links to field buses on the first page: those that are down, ill or busy before the others.

import { Anchor, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { StateDot } from "../base/figure/state-badge.tsx";
import { Panel } from "../base/panel.tsx";
import type { Overview } from "../contract.ts";
import { percentText } from "../fieldbus/link-words.ts";
import type { BusLine } from "./bus-line.ts";

const DOTS = { up: "online", dialling: "stale", down: "offline", waiting: "inactive" } as const;
/** As the bus doctor has it. */
const BUSY = 0.9;

/** What is wrong with it, shortest words; nothing of one that is well. */
export function useTrouble(): (bus: BusLine) => string {
  const { t } = useTranslation();
  return ({ state, silent, ailments }) => {
    // Why stands among what needs attention.
    if (state === "down") return t("fieldbus.state.down");
    const silence = silent > 0 ? [t("overview.busSilent", { count: silent })] : [];
    const found = ailments.length > 0 ? [t("fieldbus.findings", { count: ailments.length })] : [];
    return [...silence, ...found].join(", ");
  };
}

function Bus({ bus }: { bus: BusLine }) {
  const { t } = useTranslation();
  const trouble = useTrouble()(bus);
  const isBusy = bus.load > BUSY;
  return (
    <li className="alarm" data-state={bus.state}>
      <span className="bus-dot">
        <StateDot state={DOTS[bus.state]} />
      </span>
      <div className="grow">
        <Anchor component={Link} href={`/links/${bus.id}`} size="sm" className="break">
          {bus.name}
        </Anchor>
        <Text size="xs" c={trouble === "" ? "dimmed" : bus.state === "down" ? "var(--bad)" : "var(--warn)"}>
          {trouble === "" ? t(`fieldbus.state.${bus.state}`) : trouble}
        </Text>
      </div>
      {bus.state === "up" && (
        <Text size="sm" className="tabular no-wrap" {...(isBusy && { c: "var(--warn)", fw: 600 })}>
          {percentText(bus.load)}
        </Text>
      )}
    </li>
  );
}

export function BusPanel({ fieldbus: { total, up, buses } }: Pick<Overview, "fieldbus">) {
  const { t } = useTranslation();
  if (total === 0) return null;
  return (
    <Panel
      title={t("fieldbus.title")}
      note={t("overview.busesUp", { up, total })}
      isFlush
      actions={
        <Anchor component={Link} href="/links" size="sm">
          {t("word.all")}
        </Anchor>
      }
    >
      <Group justify="space-between" px="md">
        <Text size="xs" c="dimmed">
          {t("fieldbus.link")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("fieldbus.load")}
        </Text>
      </Group>
      <ul className="alarms">
        {buses.map((bus) => (
          <Bus key={bus.id} bus={bus} />
        ))}
      </ul>
    </Panel>
  );
}
