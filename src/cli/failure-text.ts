import { DbError } from "../db/db.ts";
import { AppError, describeError, type Language } from "../spine/error.ts";
import { sayIn } from "./shell.ts";

/** A failure that the operator can do something about, in a line; undefined for what is a bug and needs its stack. */
export function failureText(error: unknown, folder: string, language: Language): string | undefined {
  const say = sayIn(language);
  if (error instanceof AppError) return describeError(error.code, error.params, language);
  if (error instanceof DbError) {
    return say(
      `the database in ${folder} cannot be used (${error.detail}); gantry doctor looks at the disk, otherwise restore a backup`,
      `无法使用 ${folder} 中的数据库（${error.detail}）；请用 gantry doctor 检查磁盘，或恢复备份`,
    );
  }
  // What the system refuses carries its code: EACCES, ENOSPC, EROFS ...
  const isSystem = error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
  if (!isSystem) return undefined;
  return say(`${error.message}; gantry doctor says more`, `${error.message}；可运行 gantry doctor 查看原因`);
}
