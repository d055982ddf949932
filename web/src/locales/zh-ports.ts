import type { en } from "./en-ports.ts";

export const zh: typeof en = {
  comPort: {
    label: "串口",
    note: "COM1 至 COM256，以设备管理器中显示的为准。",
    knownNote: "适配器自带序列号时 COM 号固定不变，否则随 USB 插口变化。",
    none: "运行 Gantry 的计算机上没有找到串口。请插入适配器，或在设备管理器中检查其驱动。",
    wrong: "COM1 至 COM256",
  },
};
