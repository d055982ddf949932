// 命令面板、快捷键与帮助的中文文本。

import type { en } from "./en-palette.ts";

export const zh: typeof en = {
  palette: {
    title: "搜索与命令",
    button: "搜索",
    placeholder: "设备、产品、分组、链路、页面或命令",
    light: "浅色",
    dark: "深色",
    auto: "颜色跟随系统",
    shortcuts: "键盘快捷键",
    group: {
      recent: "最近打开",
      device: "设备",
      product: "产品",
      group: "分组",
      link: "链路",
      page: "页面",
      action: "命令",
    },
    keys: {
      palette: "随处打开搜索与命令",
      search: "跳到列表的搜索框",
      rows: "在列表各行间移动",
      open: "打开该行",
      select: "选中该行",
      close: "关闭当前弹出内容",
      help: "本页的帮助",
      list: "显示本列表",
    },
  },
  help: {
    title: "帮助",
    open: "本页的帮助",
    search: "搜索帮助",
    all: "全部主题",
    back: "全部主题",
    related: "另请参阅",
    none: "没有与“{{q}}”匹配的主题",
  },
};
