import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { restoreAccessIn } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { openDatabase } from "../db/db.ts";
import { failureText } from "./failure-text.ts";
import { EXIT, type Shell, sayIn } from "./shell.ts";

export interface ResetOptions {
  readonly config: Config;
  /** User name, whatever its case. */
  readonly user: string;
}

/**
 * `gantry reset-password`: a new password for a user, for whoever may use the machine; also while Gantry runs, which
 * reads users from the same file.
 */
export async function resetPassword({ config, user }: ResetOptions, shell: Shell): Promise<number> {
  const say = sayIn(config.language);
  const folder = resolve(config.data);
  const path = join(folder, "gantry.db");
  const refuse = (text: string) => {
    shell.err(`gantry: ${text}\n`);
    return EXIT.failed;
  };
  if (!existsSync(path)) {
    return refuse(
      say(
        `No Gantry has run on ${folder} yet; name its folder with --data.`,
        `目录 ${folder} 上还没有运行过 Gantry，请用 --data 指定目录。`,
      ),
    );
  }
  try {
    const db = openDatabase(path);
    try {
      const restored = await restoreAccessIn(db, shell.clock, user);
      if (restored === undefined) return refuse(say(`There is no user ${user}.`, `没有用户 ${user}。`));
      const { username, password } = restored;
      shell.out(
        say(
          `New password of ${username}: ${password}\nIt has to be changed at the next sign-in. A second factor is off, and all sessions are ended.\n`,
          `${username} 的新密码：${password}\n下次登录时必须修改。两步验证已关闭，所有会话已结束。\n`,
        ),
      );
      return EXIT.ok;
    } finally {
      db.close();
    }
  } catch (error) {
    const text = failureText(error, folder, config.language);
    if (text === undefined) throw error;
    return refuse(text);
  }
}
