// A question before something that cannot be undone; the gravest ask for the name to be typed.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "./notice/notice.tsx";

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly text: ReactNode;
  readonly confirmLabel: string;
  /** When given, this text must be typed first. */
  readonly typed?: string;
  readonly isDanger?: boolean;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function ConfirmBody(props: ConfirmProps) {
  const { t } = useTranslation();
  const [typedText, setTypedText] = useState("");
  const isReady = props.typed === undefined || typedText === props.typed;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) props.onConfirm();
      }}
    >
      <Stack gap="md">
        {props.isDanger ? (
          <Notice tone="bad" icon={<IconAlertTriangle size={18} />}>
            {props.text}
          </Notice>
        ) : (
          <Text size="sm">{props.text}</Text>
        )}
        {props.typed !== undefined && (
          <TextInput
            label={t("confirm.type", { text: props.typed })}
            value={typedText}
            onChange={(event) => setTypedText(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t("word.cancel")}
          </Button>
          <Button
            type="submit"
            color={props.isDanger ? "red" : "steel"}
            disabled={!isReady}
            loading={props.isBusy ?? false}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function Confirm(props: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <ConfirmBody {...props} />
    </Modal>
  );
}
