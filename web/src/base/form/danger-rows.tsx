// What every page of settings ends with: to switch something off, and to delete it.

import { Box, Button, Group, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../confirm.tsx";

function Row({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text size="sm" fw={550}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {text}
        </Text>
      </div>
      <Box flex="none">{children}</Box>
    </Group>
  );
}

/** One thing that is done at once, without asking. */
export function ActionRow(props: {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly isBusy: boolean;
  readonly onRun: () => void;
}) {
  return (
    <Row title={props.title} text={props.text}>
      <Button variant="default" loading={props.isBusy} onClick={props.onRun}>
        {props.label}
      </Button>
    </Row>
  );
}

interface EnablingRowProps {
  readonly isEnabled: boolean;
  readonly isBusy: boolean;
  readonly enableTitle: string;
  readonly disableTitle: string;
  readonly text: string;
  readonly onFlip: () => void;
}

/** Switching off asks first; switching on does not. */
export function EnablingRow({
  isEnabled,
  isBusy,
  enableTitle,
  disableTitle,
  text,
  onFlip,
}: EnablingRowProps) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const flip = () => {
    setIsAsking(false);
    onFlip();
  };
  return (
    <Row title={isEnabled ? disableTitle : enableTitle} text={text}>
      <Button variant="default" loading={isBusy} onClick={() => (isEnabled ? setIsAsking(true) : flip())}>
        {isEnabled ? t("word.disable") : t("word.enable")}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={disableTitle}
        text={text}
        confirmLabel={t("word.disable")}
        isDanger
        onClose={() => setIsAsking(false)}
        onConfirm={flip}
      />
    </Row>
  );
}

interface RemovalRowProps {
  readonly title: string;
  readonly text: string;
  /** The name that must be typed before. */
  readonly typed: string;
  readonly isBusy: boolean;
  readonly isAsking: boolean;
  readonly onAsk: (isAsking: boolean) => void;
  readonly onRemove: () => void;
}

export function RemovalRow({ title, text, typed, isBusy, isAsking, onAsk, onRemove }: RemovalRowProps) {
  const { t } = useTranslation();
  return (
    <Row title={title} text={text}>
      <Button variant="outline" color="red" onClick={() => onAsk(true)}>
        {t("word.delete")}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={title}
        text={text}
        typed={typed}
        confirmLabel={t("word.delete")}
        isDanger
        isBusy={isBusy}
        onClose={() => onAsk(false)}
        onConfirm={onRemove}
      />
    </Row>
  );
}
