// 简体中文：两人同时编辑同一内容。

import type { en } from "./en-conflict.ts";

export const zh = {
  conflict: {
    title: "内容已被他人修改",
    changed: "您打开之后，其他人已保存了修改。",
    changedBy: "您打开之后，{{actor}} 于 {{time}} 保存了修改。",
    kept: "您的内容尚未保存，也没有丢失，仍在表单中。“载入对方版本”会放弃您的内容，显示当前已保存的版本；“用我的覆盖”会用您的内容覆盖对方的修改。",
    differences: "对方的修改",
    none: "空",
    now: "现在为",
    more_one: "另有 {{count}} 处",
    more_other: "另有 {{count}} 处",
    theirs: "载入对方版本",
    mine: "用我的覆盖",
    back: "返回表单",
    deletedTitle: "已被他人删除",
    deleted: "您打开之后，该对象已被删除。",
    deletedBy: "您打开之后，{{actor}} 于 {{time}} 删除了该对象。",
    keptDeleted: "已无法保存。您填写的内容仍在表单中，可先复制需要的部分。",
    notSaved: "未保存：内容已被他人修改或删除。",
  },
} satisfies typeof en;
