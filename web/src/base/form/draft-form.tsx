// A form whose fields stand in a draft until it is saved, and the drawer that it is in.

import { Drawer, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormEnd } from "./form-end.tsx";

export interface DraftState<D> {
  readonly draft: D;
  readonly put: (change: Partial<D>) => void;
  /** Somebody tried to save it: from then on is shown what is wrong. */
  readonly isTried: boolean;
  readonly onTried: () => void;
}

export function useDraft<D>(begin: () => D): DraftState<D> {
  const [draft, setDraft] = useState(begin);
  const [isTried, setIsTried] = useState(false);
  return {
    ...{ draft, isTried, onTried: () => setIsTried(true) },
    put: (change) => setDraft((before) => ({ ...before, ...change })),
  };
}

interface DraftFormProps {
  readonly state: Pick<DraftState<unknown>, "isTried" | "onTried">;
  /** Undefined while something is not right. */
  readonly onSave: (() => void) | undefined;
  readonly error: unknown;
  readonly isBusy: boolean;
  /** Save, unless it says otherwise. */
  readonly label?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DraftForm({ state, onSave, error, isBusy, label, onClose, children }: DraftFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // It may stand within the page of another form.
    event.stopPropagation();
    state.onTried();
    onSave?.();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {children}
        <FormEnd
          error={error}
          isBusy={isBusy}
          isReady={!state.isTried || onSave !== undefined}
          label={label ?? t("word.save")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

interface FormDrawerProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly size?: "md" | "lg";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function FormDrawer({ isOpen, title, size = "md", onClose, children }: FormDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={size}
      title={title}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {children}
    </Drawer>
  );
}
