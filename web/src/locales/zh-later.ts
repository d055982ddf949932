// What all other pages say, loaded after the first; filled by the build (scripts/ui-texts.ts).

import type { Texts } from "./en.ts";
import { zhCN } from "./zh-CN.ts";

export const texts: Texts = zhCN;
