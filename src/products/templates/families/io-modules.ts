import type { PointRow } from "../point-row.ts";
import type { TemplateSource } from "../template.ts";

const BUSLOOM = "https://raw.githubusercontent.com/Busloom/busloom-devices/main/waveshare";
const family = "io-module";

/** Rows of `count` channels; the first is `first`. */
function channels(count: number, first: number, row: (channel: number) => PointRow): PointRow[] {
  return Array.from({ length: count }, (_, at) => row(first + at));
}

/* biome-ignore format: a table, one register a line */
export const IO_MODULES: readonly TemplateSource[] = [
  {
    id: "waveshare-relay-8", family, maker: "Waveshare",
    names: ["微雪 Modbus RTU 8路继电器", "Waveshare Modbus RTU relay, 8 channels"],
    about: ["线圈0至7，出厂9600 8N1。", "Coils 0 to 7; delivered with 9600 8N1."],
    unit: { serial: { baud: 9_600 } },
    points: channels(8, 1, (n) => [`relay${n}`, [`继电器${n}`, `Relay ${n}`], "", `c ${n - 1} bool rw`]),
    sources: [
      ["Waveshare Modbus RTU Relay", "https://www.waveshare.com/wiki/Modbus_RTU_Relay"],
      ["mbmap: Modbus RTU Relay", "https://raw.githubusercontent.com/nobrega8/mbmap-library/main/maps/waveshare/modbus-rtu-relay.mbmap.json"],
    ],
  },
  {
    id: "waveshare-io-8", family, maker: "Waveshare",
    names: ["微雪 Modbus RTU IO 8CH", "Waveshare Modbus RTU IO 8CH"],
    about: ["8路输出为线圈0至7,8路输入为离散输入0至7。", "Eight outputs as coils 0 to 7, eight inputs as discrete inputs 0 to 7."],
    unit: { serial: { baud: 9_600 } },
    points: [
      ...channels(8, 1, (n) => [`output${n}`, [`输出${n}`, `Output ${n}`], "", `c ${n - 1} bool rw`]),
      ...channels(8, 1, (n) => [`input${n}`, [`输入${n}`, `Input ${n}`], "", `d ${n - 1} bool ~fast`]),
    ],
    sources: [
      ["busloom-devices: Waveshare IO 8CH", `${BUSLOOM}/modbus-rtu-io-8ch.busloom-device.json`],
    ],
  },
  {
    id: "waveshare-analog-input-8", family, maker: "Waveshare",
    names: ["微雪 Modbus RTU 8路模拟输入", "Waveshare Modbus RTU analogue input, 8 channels"],
    about: [
      "输入寄存器0至7为原始值，单位由量程寄存器0x1000至0x1007决定。",
      "Input registers 0 to 7 hold raw values; the range registers 0x1000 to 0x1007 decide on the unit.",
    ],
    unit: { serial: { baud: 9_600 } },
    points: [
      ...channels(8, 1, (n) => [`analogInput${n}`, [`模拟输入${n}`, `Analogue input ${n}`], "", `i ${n - 1} u16`]),
      ...channels(8, 1, (n) => [`range${n}`, [`输入${n}量程`, `Range of input ${n}`], "", `h ${0x1000 + n - 1} u16 ~slow`]),
    ],
    sources: [["busloom-devices: Waveshare Analog Input 8CH", `${BUSLOOM}/modbus-rtu-analog-input-8ch.busloom-device.json`]],
  },
  {
    id: "advantech-adam-4017", family, maker: "Advantech",
    names: ["研华 ADAM-4017+/4018+/4019+ 模拟输入", "Advantech ADAM-4017+/4018+/4019+ analogue input"],
    about: [
      "原始值随量程设定换算，请在物模型中加上换算或修改倍率。",
      "Raw counts of the range that is set: give each point the scale of its range.",
    ],
    points: channels(8, 0, (n) => [`analogInput${n}`, [`模拟输入${n}`, `Analogue input ${n}`], "", `h ${n} i16`, { shownAs: `4000${n + 1}` }]),
    sources: [
      ["ADAM-4017+/4018+/4019+ registers", "https://star.ke.st/library/advantech-adam-4017-4018-4019-i-o"],
      ["ADAM-4000 manual", "https://www.manualsdir.com/manuals/33278/advantech-data-acquisition-modules-adam-4000.html"],
    ],
  },
  {
    id: "advantech-adam-4056so", family, maker: "Advantech",
    names: ["研华 ADAM-4056SO 12路输出", "Advantech ADAM-4056SO output, 12 channels"],
    about: ["输出为线圈00017至00028，过流标志为00029至00031。", "Outputs are coils 00017 to 00028, over-current flags 00029 to 00031."],
    points: [
      ...channels(12, 0, (n) => [`output${n}`, [`输出${n}`, `Output ${n}`], "", `c ${n + 16} bool rw`, { shownAs: `000${n + 17}` }]),
      ["overCurrent0", ["通道0至3过流", "Over-current, channels 0 to 3"], "", "c 28 bool", { shownAs: "00029" }],
      ["overCurrent4", ["通道4至7过流", "Over-current, channels 4 to 7"], "", "c 29 bool", { shownAs: "00030" }],
      ["overCurrent8", ["通道8至11过流", "Over-current, channels 8 to 11"], "", "c 30 bool", { shownAs: "00031" }],
    ],
    sources: [["ADAM-4000 manual, page 425", "https://www.manualsdir.com/manuals/33278/advantech-data-acquisition-modules-adam-4000.html?page=425"]],
  },
  {
    id: "r4ava07", family, maker: "R4AVA07",
    names: ["R4AVA07 7路电压采集", "R4AVA07 voltage input, 7 channels"],
    about: ["每计数0.01V；通道1至4为0至5V，5至7为0至10V。", "0.01 V a count; channels 1 to 4 measure 0 to 5 V, 5 to 7 0 to 10 V."],
    points: channels(7, 1, (n) => [`voltage${n}`, [`电压${n}`, `Voltage ${n}`], "V", `h ${n - 1} u16 *0.01`]),
    sources: [["R4AVA07 manual", "https://studylib.net/doc/27070744/r4ava07-manual"]],
  },
];
