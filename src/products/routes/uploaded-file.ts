// What the routes share that read models and register maps from files of any format.

import * as v from "valibot";
import { type ApiContext, named } from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";

/** What was lost, changed or taken for granted between a file and what is kept here. */
export const NoticeJson = named(
  "FormatNotice",
  v.object({
    path: v.pipe(v.string(), v.description("Where, in the words of the file; empty for the whole")),
    code: v.string(),
    text: v.object({ en: v.string(), zh: v.string() }),
  }),
);
type NoticeJson = v.InferOutput<typeof NoticeJson>;

/** A list that may be changed, as the answers of routes have it. */
export function noticesJson(notices: readonly Readonly<NoticeJson>[]): NoticeJson[] {
  return notices.map(({ path, code, text }) => ({ path, code, text: { en: text.en, zh: text.zh } }));
}

/** The body itself, or the file of a form. Throws `invalid_request`. */
export async function uploadedBytes(c: ApiContext): Promise<Uint8Array> {
  const isForm = c.req.header("content-type")?.startsWith("multipart/form-data") ?? false;
  const file = isForm ? (await c.req.parseBody()).file : undefined;
  if (isForm && !(file instanceof File))
    throw new AppError("invalid_request", { detail: "the form has no file" });
  const bytes = file instanceof File ? await file.bytes() : new Uint8Array(await c.req.arrayBuffer());
  if (bytes.length === 0) throw new AppError("invalid_request", { detail: "the file is empty" });
  return bytes;
}
