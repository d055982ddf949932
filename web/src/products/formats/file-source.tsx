// Where a file to import comes from: chosen, dropped, or pasted as text.

import { Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";

interface FileSourceProps {
  readonly note: string;
  /** As an input of files has it. */
  readonly accept: string;
  readonly canPaste: boolean;
  readonly isBusy: boolean;
  /** The name is empty for what was pasted. */
  readonly onFile: (file: Blob, name: string) => void;
}

export function FileSource({ note, accept, canPaste, isBusy, onFile }: FileSourceProps) {
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent, is: boolean) => {
    event.preventDefault();
    setIsOver(is);
  };
  return (
    <Stack gap="md">
      <Text size="sm">{note}</Text>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same for all */}
      <div
        className="drop"
        data-over={isOver}
        onDragOver={(event) => over(event, true)}
        onDragLeave={(event) => over(event, false)}
        onDrop={(event) => {
          over(event, false);
          const file = event.dataTransfer.files[0];
          if (file) onFile(file, file.name);
        }}
      >
        <FileButton accept={accept} onChange={(file) => file && onFile(file, file.name)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileImport size={16} />} loading={isBusy}>
              {t("format.choose")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t("format.drop")}
        </Text>
      </div>
      {canPaste && <Pasted isBusy={isBusy} onFile={onFile} />}
    </Stack>
  );
}

function Pasted({ isBusy, onFile }: Pick<FileSourceProps, "isBusy" | "onFile">) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  return (
    <>
      <Textarea
        label={t("format.paste")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        minRows={6}
        maxRows={14}
        autosize
        spellCheck={false}
        classNames={{ input: "mono" }}
      />
      <Group justify="flex-end">
        <Button disabled={text.trim() === ""} loading={isBusy} onClick={() => onFile(new Blob([text]), "")}>
          {t("format.look")}
        </Button>
      </Group>
    </>
  );
}
