// One dead letter: what it is, why it is here, and what can be done about it.

import { ActionIcon, Anchor, Code, Menu, Text } from "@mantine/core";
import { IconDots, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { formatCount } from "../../base/quantity.ts";
import { Loaded } from "../../base/states.tsx";
import type { DeadLetter } from "../../contract.ts";
import { deviceHref } from "../../devices/device-href.ts";
import { queries } from "../../queries.ts";

function WholeEvent({ id }: { id: number }) {
  const { t } = useTranslation();
  const letter = useQuery(queries.deadLetter(id));
  return (
    <Loaded query={letter}>
      {({ event }) =>
        event === null ? (
          <Text size="xs" c="var(--bad)">
            {t("letter.damagedEvent")}
          </Text>
        ) : (
          <Code block className="wrap-code">
            {JSON.stringify(event, null, 2)}
          </Code>
        )
      }
    </Loaded>
  );
}

interface LetterActionsProps {
  readonly letter: DeadLetter;
  readonly onReplay: () => void;
  readonly onDiscard: () => void;
}

export function LetterActions({ letter, onReplay, onDiscard }: LetterActionsProps) {
  const { t } = useTranslation();
  const name = `${letter.target} ${letter.seq}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("letter.actions", { name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconRefresh size={15} />} onClick={onReplay}>
          {t("letter.replay")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onDiscard}>
          {t("letter.discard")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Who and why, with the event itself on demand. */
export function LetterText({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const { id, seq, kind, productKey, deviceName, reason, attempts } = letter;
  return (
    <>
      <Text size="sm">
        {t(`letter.kind.${kind}`)}{" "}
        {productKey && deviceName && (
          <Anchor
            component={Link}
            size="sm"
            href={deviceHref({ productKey, deviceName }, "log")}
            underline="always"
          >
            {productKey}/{deviceName}
          </Anchor>
        )}
      </Text>
      <Text size="sm">{reason}</Text>
      <Text size="xs" c="dimmed">
        {t("letter.place", { seq: formatCount(seq) })} · {t("letter.attempts", { n: attempts })}
      </Text>
      <Anchor
        component="button"
        type="button"
        size="xs"
        onClick={() => setIsOpen(!isOpen)}
        aria-expanded={isOpen}
      >
        {isOpen ? t("letter.hideEvent") : t("letter.showEvent")}
      </Anchor>
      {isOpen && <WholeEvent id={id} />}
    </>
  );
}
