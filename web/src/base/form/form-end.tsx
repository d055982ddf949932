// How a form ends: what the server said against it, then leave or do it.

import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Notice } from "../notice/notice.tsx";
import { problemText } from "../notice/problem.ts";

interface FormEndProps {
  /** Null while nothing went wrong. */
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly isReady: boolean;
  readonly label: string;
  /** Absent where the form is the page itself, which one leaves by going elsewhere. */
  readonly onClose?: (() => void) | undefined;
}

export function FormEnd({ error, isBusy, isReady, label, onClose }: FormEndProps) {
  const { t } = useTranslation();
  return (
    <>
      {error !== null && (
        <Notice tone="bad" isUrgent>
          {problemText(error, t)}
        </Notice>
      )}
      <Group justify="flex-end" gap="xs">
        {onClose && (
          <Button variant="default" onClick={onClose}>
            {t("word.cancel")}
          </Button>
        )}
        <Button type="submit" loading={isBusy} disabled={!isReady}>
          {label}
        </Button>
      </Group>
    </>
  );
}
