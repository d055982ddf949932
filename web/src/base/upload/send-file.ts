// Files on their way to the server: fetch does not tell how much has gone, so they go by XMLHttpRequest.

import { ApiError, answerHeaders, type Query, readProblem, withQuery } from "../../call.ts";
import type { Answer, Path } from "../../call-types.ts";
import { noteReachable } from "../notice/reachable.ts";

/** How far an upload is. */
export interface Sent {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** Who looks on, and may stop it. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onSent: (sent: Sent) => void;
}

export interface FileRequest {
  readonly file: Blob;
  readonly query?: Query;
  /** Media type that the server is told; `application/octet-stream` unless given. */
  readonly media?: string;
}

/** POSTs a file. Throws ApiError, and AbortError where it was stopped. */
export async function sendFile<const P extends string>(
  path: P & Path<P, "POST">,
  request: FileRequest,
  watch: Watch,
): Promise<Answer<P, "POST">> {
  const response = await post(path, request, watch);
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as Answer<P, "POST">;
}

function post(
  path: string,
  { file, query, media }: FileRequest,
  { signal, onSent }: Watch,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const aborted = () => new DOMException("The upload was stopped.", "AbortError");
    if (signal.aborted) {
      reject(aborted());
      return;
    }
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    signal.addEventListener("abort", stop);
    xhr.open("POST", withQuery(path, query));
    const headers = { ...answerHeaders(), "content-type": media ?? "application/octet-stream" };
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    const tell = (sentBytes: number) => onSent({ sentBytes, totalBytes: file.size });
    xhr.upload.onprogress = ({ loaded }) => tell(Math.min(loaded, file.size));
    xhr.upload.onload = () => tell(file.size);
    xhr.onabort = () => reject(aborted());
    xhr.onerror = () => {
      noteReachable(false);
      reject(new ApiError(0, "network"));
    };
    xhr.onload = () => {
      noteReachable(true);
      resolve(new Response(xhr.responseText, { status: xhr.status, headers: headersOf(xhr) }));
    };
    xhr.onloadend = () => signal.removeEventListener("abort", stop);
    xhr.send(file);
  });
}

function headersOf(xhr: XMLHttpRequest): Headers {
  const names = ["content-type", "retry-after", "x-request-id"];
  return new Headers(
    names.flatMap((name): [string, string][] => {
      const value = xhr.getResponseHeader(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
