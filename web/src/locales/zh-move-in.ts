// 从其他云平台迁入的中文文本。

import type { en } from "./en-move-in.ts";

export const zh: typeof en = {
  moveIn: {
    title: "迁入",
    fromOther: "要从阿里云或 OneNET 迁入设备？",
  },
};
