// 列表的中文文本：筛选、列、选择。

import type { en } from "./en-table.ts";

export const zh: typeof en = {
  table: {
    view: "列与密度",
    columns: "列",
    density: "密度",
    normal: "宽松",
    compact: "紧凑",
    pageSize: "每页行数",
    order: "排序",
    ownOrder: "默认顺序",
    ascending: "{{column}}，升序",
    descending: "{{column}}，降序",
    savedFilters: "已保存的筛选",
    noSaved: "还没有保存的筛选。先设置筛选条件，再在这里保存。",
    saveFilter: "保存当前筛选",
    filterName: "名称",
    filterNameNote: "同名的会被覆盖。只有您自己能看到。",
    forgetFilter: "删除“{{name}}”",
    clear: "清除",
    export: "导出 CSV",
    exportCut: "文件只包含前 {{total}} 行。请缩小范围，或通过 API 读取全部。",
    select: "选择 {{name}}",
    selectPage: "选择本页全部",
    selected: "已选 {{total}} 项",
    takeAll: "选择符合条件的全部 {{total}} 项",
    clearSelection: "取消选择",
    bulk: "对所选项的操作",
    noMatch: "没有符合筛选条件的内容",
    noMatchText: "请修改或清除上方的搜索与筛选。",
  },
  form: {
    required: "必填",
    pattern: "格式不正确",
    short: "至少 {{limit}} 个字符",
    long: "最多 {{limit}} 个字符",
    low: "不小于 {{limit}}",
    high: "不大于 {{limit}}",
  },
};
