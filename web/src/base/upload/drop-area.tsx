// Where a file is dropped, or chosen.

import { Button, Text } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { UploadProgress } from "./upload-progress.tsx";
import type { UploadState } from "./use-upload.ts";

interface DropAreaProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly chooseLabel: string;
  /** As an input takes it: `.csv,.xlsx`. */
  readonly accept: string;
  /** Shown instead while the file goes. */
  readonly upload?: UploadState;
  /** Of the file that goes. */
  readonly name?: string | undefined;
  readonly onFile: (file: File) => void;
}

export function DropArea({ title, note, chooseLabel, accept, upload, name, onFile }: DropAreaProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const isBusy = upload?.isPending ?? false;
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !isBusy) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the button below is the other
    <div
      className="drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <IconFileSpreadsheet size={30} stroke={1.4} aria-hidden="true" />
      {upload && isBusy ? (
        <UploadProgress upload={upload} name={name} />
      ) : (
        <>
          <Text fw={600}>{title}</Text>
          {note && (
            <Text size="sm" c="dimmed" maw={520}>
              {note}
            </Text>
          )}
          <Button onClick={() => input.current?.click()}>{chooseLabel}</Button>
        </>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={chooseLabel}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
