// One upload of a page: what goes, how far it is, and stopping it.

import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Sent, Watch } from "./send-file.ts";

export type Upload<T, V> = UseMutationResult<T, unknown, V> & {
  /** Undefined while nothing goes. */
  readonly sent: Sent | undefined;
  readonly stop: () => void;
};

/** What a progress bar has to know of an upload. */
export type UploadState = Pick<Upload<unknown, never>, "isPending" | "sent" | "stop">;

const isStopped = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

interface UploadOptions<T, V> extends Pick<UseMutationOptions<T, unknown, V>, "onSuccess" | "onError"> {
  readonly send: (variables: V, watch: Watch) => Promise<T>;
}

/** As a mutation; who stops it, or leaves the page, is told nothing of a failure. */
export function useUpload<T, V>({ send, onSuccess, onError }: UploadOptions<T, V>): Upload<T, V> {
  const [sent, setSent] = useState<Sent>();
  const running = useRef<AbortController>(undefined);
  const mutation = useMutation<T, unknown, V>({
    mutationFn(variables) {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setSent(undefined);
      return send(variables, { signal: controller.signal, onSent: setSent });
    },
    ...(onSuccess && { onSuccess }),
    onError(error, ...rest) {
      if (!isStopped(error)) onError?.(error, ...rest);
      // Not where another one has taken its place.
      else if (running.current?.signal.aborted) mutation.reset();
    },
    onSettled: () => setSent(undefined),
  });
  useEffect(() => () => running.current?.abort(), []);
  return { ...mutation, sent, stop: () => running.current?.abort() };
}
