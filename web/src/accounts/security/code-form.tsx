// Entering a code of the authenticator, or a recovery code.

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { problemText } from "../../base/notice/problem.ts";

interface CodeFormProps {
  readonly label: string;
  readonly note?: string;
  readonly submitLabel: string;
  readonly isBusy: boolean;
  /** Null while nothing went wrong. */
  readonly error: unknown;
  readonly onSubmit: (code: string) => void;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
}

export function CodeForm(props: CodeFormProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    props.onSubmit(code.trim());
    setCode("");
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {props.children}
        <TextInput
          label={props.label}
          description={props.note}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          autoFocus
          data-autofocus
        />
        {props.error !== null && (
          <Notice tone="bad" isUrgent>
            {problemText(props.error, t)}
          </Notice>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            {t("word.cancel")}
          </Button>
          <Button type="submit" loading={props.isBusy} disabled={code.trim().length < 6}>
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
