// 简体中文：上传文件。

import type { en } from "./en-upload.ts";

export const zh = {
  upload: {
    sending: "正在上传",
    sendingName: "正在上传 {{name}}",
    of: "{{sent}} / {{total}}（{{percent}}%）",
    reading: "上传完成，服务器正在读取文件……",
    stop: "取消上传",
  },
} satisfies typeof en;
