// The end of a small form in a dialogue.

import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface FormButtonsProps {
  readonly label: string;
  readonly isBusy: boolean;
  readonly onCancel: () => void;
}

export function FormButtons({ label, isBusy, onCancel }: FormButtonsProps) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        {t("word.cancel")}
      </Button>
      <Button type="submit" loading={isBusy}>
        {label}
      </Button>
    </Group>
  );
}
