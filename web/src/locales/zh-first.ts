// What the first page says; the build (scripts/ui-texts.ts) leaves in it only the keys that its modules name.

import type { Texts } from "./en.ts";
import { zhCN } from "./zh-CN.ts";

export const texts: Texts = zhCN;
