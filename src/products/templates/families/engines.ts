import { expand, type PointRow } from "../point-row.ts";
import type { TemplateSource } from "../template.ts";

const VICTRON = "https://github.com/victronenergy/dbus-modbus-client/blob/master";
const family = "generator";

/* biome-ignore format: a table, one register a line */
export const GENERATORS: readonly TemplateSource[] = [
  {
    id: "deep-sea-gencomm", family, maker: "Deep Sea Electronics",
    names: ["深海 DSE 发电机组控制器（GenComm）", "Deep Sea DSE generator controller (GenComm)"],
    about: [
      "GenComm页地址：页号乘256加偏移。最高的几个原始值表示不可用。",
      "GenComm pages: the page times 256 plus the offset. The highest raw values mean not available.",
    ],
    unit: { tcpPort: 502 },
    points: [
      ["mode", ["控制模式", "Control mode"], "", "h 772 u16", { states: {
        0: ["停机", "Stop"], 1: ["自动", "Automatic"], 2: ["手动", "Manual"], 3: ["带载试机", "Test on load"],
        4: ["自动（手动恢复）", "Automatic with manual restore"], 5: ["用户自定义", "User configuration"],
        6: ["空载试机", "Test off load"], 7: ["关闭", "Off"],
      } }],
      ["oilPressureKpa h 1024 u16", { absent: ["ffff", "fffe", "fffd", "fffc", "fffb", "fffa", "fff9", "fff8"] }],
      ["coolantTemperature h 1025 i16", { absent: ["7fff", "7ffe", "7ffd", "7ffc", "7ffb", "7ffa", "7ff9", "7ff8"] }],
      ["oilTemperature", ["机油温度", "Oil temperature"], "°C", "h 1026 i16", { absent: ["7fff", "7ffe", "7ffd", "7ffc"] }],
      ["fuelLevel h 1027 u16", { absent: ["ffff", "fffe", "fffd", "fffc"] }],
      ["starterVoltage h 1029 u16 *0.1", { absent: ["ffff", "fffe", "fffd", "fffc"] }],
      ["engineSpeed h 1030 u16", { absent: ["ffff", "fffe", "fffd", "fffc"] }],
      ["frequency h 1031 u16 *0.1", { absent: ["ffff", "fffe", "fffd", "fffc"] }],
      ...expand("voltage{A,B,C} h {1032,1034,1036} u32 *0.1"),
      ...expand("current{A,B,C} h {1044,1046,1048} u32 *0.1"),
      ...expand("power{A,B,C} h {1052,1054,1056} i32"),
      ["engineState", ["发动机状态", "Engine state"], "", "h 1408 u16", { states: {
        0: ["停机", "Stopped"], 1: ["预启动", "Pre-start"], 2: ["暖机", "Warming up"], 3: ["运行", "Running"],
        4: ["冷却", "Cooling down"], 5: ["停机", "Engine stopped"], 6: ["停机后", "Post run"], 15: ["不可用", "Not available"],
      } }],
      "power h 1536 i32",
      ["load", ["负载率", "Load"], "%", "h 1558 i16 *0.1"],
      ["runSeconds", ["运行时间", "Run time"], "s", "h 1798 u32 ~slow"],
      "energyTotal h 1800 u32 *0.1 ~slow",
      ["starts", ["启动次数", "Starts"], "", "h 1808 u32 ~slow"],
    ],
    sources: [["dbus-modbus-client: DSE", `${VICTRON}/dse.py`]],
  },
  {
    id: "comap-intelilite4", family, maker: "ComAp",
    names: ["ComAp InteliLite4 发电机组控制器", "ComAp InteliLite4 generator controller"],
    about: ["寄存器由配置文件决定，此处为默认配置。", "The configuration decides on the registers; these are the default one's."],
    unit: { tcpPort: 502 },
    points: [
      "engineSpeed h 1004 u16",
      "coolantTemperature h 1006 i16 *0.1",
      ["load", ["负载率", "Load"], "%", "h 1010 i16"],
      "powerKw h 1020 i16",
      ...expand("power{AKw,BKw,CKw} h {1021,1022,1023} i16"),
      "frequency h 1036 u16 *0.1",
      ...expand("voltage{A,B,C} h {1037,1038,1039} u16"),
      ...expand("current{A,B,C} h {1043,1044,1045} u16"),
      "starterVoltage h 1053 u16 *0.1",
      "fuelLevel h 1055 u16",
      "runHours h 1013 u32 *0.1 ~slow",
      "energyTotal h 1263 u32 ~slow",
      ["engineState", ["发动机状态代码", "Engine state code"], "", "h 1298 u16"],
      ["mode", ["控制模式", "Control mode"], "", "h 1382 u16", { states: {
        0: ["关闭", "Off"], 1: ["手动", "Manual"], 2: ["自动", "Automatic"], 3: ["试机", "Test"],
      } }],
    ],
    sources: [["dbus-modbus-client: ComAp", `${VICTRON}/comap.py`]],
  },
  {
    id: "datakom-d500", family, maker: "Datakom",
    names: ["Datakom D-500/D-700 发电机组控制器", "Datakom D-500/D-700 generator controller"],
    about: ["32位数值低字在前。", "The low word of 32-bit values comes first."],
    unit: { tcpPort: 502, order: "CDAB" },
    points: [
      ...expand("voltage{A,B,C} h {10246,10248,10250} u32 *0.1"),
      ...expand("current{A,B,C} h {10270,10272,10274} u32 *0.1"),
      ...expand("power{AKw,BKw,CKw} h {10286,10288,10290} i32 *0.1"),
      "powerKw h 10294 i32 *0.1",
      "frequency h 10339 u16 *0.01",
      "starterVoltage h 10341 u16 *0.01",
      ["oilPressureKpa h 10361 u16 *10", { note: "0.1 bar a count" }],
      "coolantTemperature h 10362 i16 *0.1",
      "fuelLevel h 10363 u16 *0.1",
      ["oilTemperature", ["机油温度", "Oil temperature"], "°C", "h 10364 i16 *0.1"],
      "engineSpeed h 10376 u16",
      ["engineState", ["发动机状态代码", "Engine state code"], "", "h 10604 u16"],
      ["starts", ["启动次数", "Starts"], "", "h 10616 u32 ~slow"],
      "runHours h 10622 u32 *0.01 ~slow",
      "energyTotal h 10628 u32 *0.1 ~slow",
    ],
    sources: [["dbus-modbus-client: Datakom", `${VICTRON}/datakom.py`]],
  },
  {
    id: "deif-agc150", family, maker: "DEIF",
    names: ["DEIF AGC 150 发电机组控制器", "DEIF AGC 150 generator controller"],
    about: ["输入寄存器。", "Input registers."],
    unit: { tcpPort: 502 },
    points: [
      ...expand("voltage{A,B,C} i {504,505,506} i16"),
      "frequency i 507 i16 *0.01",
      ...expand("current{A,B,C} i {513,514,515} i16"),
      ...expand("power{AKw,BKw,CKw} i {516,517,518} i16"),
      "powerKw i 519 i16",
      "energyTotal i 536 i32 ~slow",
      "runHours i 554 i32 ~slow",
      ["starts", ["启动次数", "Starts"], "", "i 566 u16 ~slow"],
      "starterVoltage i 567 i16 *0.1",
      "engineSpeed i 593 i16",
      ["isRunning", ["运行中", "Running"], "", "i 1018 bit:6"],
    ],
    sources: [["dbus-modbus-client: DEIF", `${VICTRON}/deif.py`]],
  },
];

const PLETX = "https://github.com/fymove/DTU/blob/master/XLINK-DTU400/App/AppLayer/App_plt.c";
const ABOUT = [
  "普乐特控制器的公开采集程序所用寄存器，倍率须与面板核对；写入需密码，故只读。",
  "The registers that a published gateway reads from Pu Le Te controllers; compare the scales with the panel. Read-only: writing needs a password.",
] as const;

/** What both generations keep in the same registers. */
const MAINTENANCE: readonly PointRow[] = [
  ["oilFilterHours", ["油滤器使用时间", "Oil filter in use"], "h", "h 10 u16 ~slow"],
  ["separatorHours", ["油分器使用时间", "Oil separator in use"], "h", "h 11 u16 ~slow"],
  ["airFilterHours", ["空滤器使用时间", "Air filter in use"], "h", "h 12 u16 ~slow"],
  ["oilHours", ["润滑油使用时间", "Oil in use"], "h", "h 13 u16 ~slow"],
  ["greaseHours", ["润滑脂使用时间", "Grease in use"], "h", "h 14 u16 ~slow"],
];
const EXHAUST: readonly PointRow[] = [
  ["supplyPressure", ["供气压力", "Supply pressure"], "MPa", "h 0 u16 *0.01"],
  [
    "exhaustTemperature",
    ["排气温度", "Discharge temperature"],
    "°C",
    "h 1 i16",
    { note: "Some units give tenths of a degree" },
  ],
  ...expand("current{A,B,C} h {4,5,6} u16 *0.1"),
];

/* biome-ignore format: a table, one register a line */
export const COMPRESSORS: readonly TemplateSource[] = [
  {
    id: "mam-860", family: "compressor", maker: "Pu Le Te (MAM)",
    names: ["普乐特 MAM-860/870/880 空压机控制器", "Pu Le Te MAM-860/870/880 compressor controller"],
    about: ABOUT,
    unit: { serial: { baud: 9_600 } },
    points: [
      ...EXHAUST,
      "runHours h 2 u16 ~slow",
      "loadHours h 3 u16 ~slow",
      ["stateWord", ["状态位", "State bits"], "", "h 7 u16"],
      ...MAINTENANCE,
      "outputFrequency h 24 u16",
      "outputVoltage h 25 u16",
      "outputCurrent h 26 u16",
      "outputPower h 27 u16",
      "motorSpeed h 28 u16",
      "faultCode h 37 u16",
      ["warningCode", ["预警代码", "Warning code"], "", "h 39 u16"],
      ["loadPressure", ["加载压力", "Load pressure"], "MPa", "h 80 u16 *0.01 ~slow"],
      ["unloadPressure", ["卸载压力", "Unload pressure"], "MPa", "h 81 u16 *0.01 ~slow"],
    ],
    sources: [["XLINK-DTU400: Pu Le Te controllers", PLETX]],
  },
  {
    id: "mam-6080", family: "compressor", maker: "Pu Le Te (MAM)",
    names: ["普乐特 MAM-6080/6090 空压机控制器", "Pu Le Te MAM-6080/6090 compressor controller"],
    about: ABOUT,
    unit: { serial: { baud: 9_600 } },
    points: [
      ...EXHAUST,
      "runHours h 2 u16 ~slow",
      "loadHours h 3 u16 ~slow",
      ["stateWord", ["状态位", "State bits"], "", "h 7 u16"],
      ...MAINTENANCE,
      ["systemPressure", ["系统压力", "System pressure"], "MPa", "h 15 u16 *0.01"],
      ["bearingTemperature", ["前轴承温度", "Front bearing temperature"], "°C", "h 16 i16"],
      ["warningCode", ["预警代码", "Warning code"], "", "h 25 u16"],
      ["runState", ["运行状态", "Run state"], "", "h 26 u16"],
      "faultCode h 28 u16",
      "outputVoltage h 32 u16 *0.1",
      "outputCurrent h 33 u16 *0.1",
      "outputFrequency h 34 u16 *0.01",
      "outputPower h 35 u16 *0.1",
      "motorSpeed h 40 u16",
      ["loadPressure", ["加载压力", "Load pressure"], "MPa", "h 1002 u16 *0.01 ~slow"],
      ["unloadPressure", ["卸载压力", "Unload pressure"], "MPa", "h 1003 u16 *0.01 ~slow"],
    ],
    sources: [["XLINK-DTU400: Pu Le Te controllers", PLETX]],
  },
  {
    id: "frick-rwb", family: "compressor", maker: "Frick",
    names: ["Frick RWB 螺杆制冷压缩机控制器", "Frick RWB screw refrigeration compressor controller"],
    about: ["压力与温度为英制单位。", "Pressures and temperatures are in psi and °F."],
    points: [
      ["suctionPressure", ["吸气压力", "Suction pressure"], "psia", "h 0 i16"],
      ["dischargePressure", ["排气压力", "Discharge pressure"], "psig", "h 1 i16"],
      ["dischargeTemperature", ["排气温度", "Discharge temperature"], "°F", "h 4 i16"],
      ["oilTemperature", ["油温", "Oil temperature"], "°F", "h 5 i16"],
      ["suctionTemperature", ["吸气温度", "Suction temperature"], "°F", "h 7 i16"],
      ["motorCurrent", ["电机电流", "Motor current"], "A", "h 8 i16"],
      ["slideValve", ["滑阀位置", "Slide valve position"], "%", "h 9 i16"],
    ],
    sources: [["Frick RWB manual, page 154", "https://www.easymanua.ls/mandm/rwb-series/manual?p=154"]],
  },
];
