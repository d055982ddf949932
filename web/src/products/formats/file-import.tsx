// Bringing something from a file: first what was recognised, what it would change and what is lost; saved only then.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { Failed } from "../../base/states.tsx";
import type { Watch } from "../../base/upload/send-file.ts";
import { UploadProgress } from "../../base/upload/upload-progress.tsx";
import { useUpload } from "../../base/upload/use-upload.ts";
import { FileSource } from "./file-source.tsx";
import type { FormatNotice } from "./format-calls.ts";
import { NoticeList } from "./notice-list.tsx";

/** A file that was looked at, with what was chosen about it. */
export interface Seen<Choice, Outcome> {
  readonly file: Blob;
  /** Empty for what was pasted. */
  readonly name: string;
  readonly choice: Choice;
  readonly outcome: Outcome;
}

interface FileImportProps<Choice, Outcome> {
  readonly title: string;
  readonly note: string;
  readonly accept: string;
  readonly canPaste?: boolean;
  /** What is chosen about a file before anybody chose. */
  readonly first: Choice;
  /** Tells what it would do, and saves nothing. */
  readonly look: (file: Blob, choice: Choice, watch: Watch) => Promise<Outcome>;
  /** Resolves when it is saved; the dialog closes then. */
  readonly save: (seen: Seen<Choice, Outcome>, watch: Watch) => Promise<void>;
  /** Not ready: there is nothing to save. */
  readonly saveLabel: (seen: Seen<Choice, Outcome>) => { readonly text: string; readonly isReady: boolean };
  /** `choose` looks at the file again. */
  readonly children: (seen: Seen<Choice, Outcome>, choose: (choice: Choice) => void) => ReactNode;
  readonly onClose: () => void;
}

function Flow<Choice, Outcome>(props: FileImportProps<Choice, Outcome>) {
  const { note, accept, canPaste = false, first, look, save, saveLabel, children, onClose } = props;
  const { t } = useTranslation();
  const [seen, setSeen] = useState<Seen<Choice, Outcome>>();
  const looking = useUpload({
    send: async (
      asked: Omit<Seen<Choice, Outcome>, "outcome">,
      watch: Watch,
    ): Promise<Seen<Choice, Outcome>> => ({
      ...asked,
      outcome: await look(asked.file, asked.choice, watch),
    }),
    onSuccess: setSeen,
  });
  const saving = useUpload({ send: save, onSuccess: onClose });
  if (seen === undefined)
    return (
      <Stack gap="md">
        <FileSource
          {...{ note, accept, canPaste }}
          upload={looking}
          name={looking.variables?.name}
          onFile={(file, name) => looking.mutate({ file, name, choice: first })}
        />
        {looking.isError && <Failed error={looking.error} />}
      </Stack>
    );
  const { text, isReady } = saveLabel(seen);
  const failure = saving.error ?? looking.error ?? undefined;
  return (
    <Stack gap="md">
      {children(seen, (choice) => {
        saving.reset();
        // The choice is seen at once; what it leads to when it is told.
        setSeen({ ...seen, choice });
        looking.mutate({ file: seen.file, name: seen.name, choice });
      })}
      <UploadProgress upload={saving} name={seen.name} isFinal />
      {failure !== undefined && <Failed error={failure} />}
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          onClick={() => {
            setSeen(undefined);
            saving.reset();
            looking.reset();
          }}
        >
          {t("format.other")}
        </Button>
        <Button
          loading={saving.isPending}
          disabled={!isReady || looking.isPending || looking.isError}
          onClick={() => saving.mutate(seen)}
        >
          {text}
        </Button>
      </Group>
    </Stack>
  );
}

export function FileImport<Choice, Outcome>(props: FileImportProps<Choice, Outcome>) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size="xl"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Flow {...props} />
    </Modal>
  );
}

/** What the file and Gantry do not both have words for. */
export function LostNotice({ notices }: { notices: readonly FormatNotice[] }) {
  const { t } = useTranslation();
  if (notices.length === 0) return null;
  return (
    <Notice
      tone="warn"
      icon={<IconInfoCircle size={18} />}
      title={t("format.lostTitle", { count: notices.length })}
    >
      <NoticeList notices={notices} />
    </Notice>
  );
}

/** The heading above what an import changes. */
export function DifferencesTitle() {
  const { t } = useTranslation();
  return (
    <Text size="sm" fw={600}>
      {t("format.differences")}
    </Text>
  );
}
