// Where a file to import comes from: chosen, dropped, or pasted as text.

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DropArea } from "../../base/upload/drop-area.tsx";
import type { UploadState } from "../../base/upload/use-upload.ts";

interface FileSourceProps {
  readonly note: string;
  /** As an input of files has it. */
  readonly accept: string;
  readonly canPaste: boolean;
  readonly upload: UploadState;
  /** Of the file that goes. */
  readonly name: string | undefined;
  /** The name is empty for what was pasted. */
  readonly onFile: (file: Blob, name: string) => void;
}

export function FileSource({ note, accept, canPaste, upload, name, onFile }: FileSourceProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm">{note}</Text>
      <DropArea
        title={t("format.drop")}
        chooseLabel={t("format.choose")}
        {...{ accept, upload, name }}
        onFile={(file) => onFile(file, file.name)}
      />
      {canPaste && <Pasted isBusy={upload.isPending} onFile={onFile} />}
    </Stack>
  );
}

function Pasted({ isBusy, onFile }: Pick<FileSourceProps, "onFile"> & { readonly isBusy: boolean }) {
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
