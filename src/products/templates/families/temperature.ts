import type { TemplateSource } from "../template.ts";

const STAR = "https://star.ke.st/library";
const family = "temperature-controller";

/* biome-ignore format: a table, one register a line */
export const TEMPERATURE_CONTROLLERS: readonly TemplateSource[] = [
  {
    id: "omron-e5cc", family, maker: "Omron",
    names: ["欧姆龙 E5CC/E5EC/E5GC 温控器", "Omron E5CC/E5EC/E5GC temperature controller"],
    about: [
      "两字节模式的变量区；温度按一位小数（H2410为1时）。写入前须允许通信写入。",
      "Variable area in 2-byte mode; temperatures with one decimal (where H2410 is 1). Writing by communication must be enabled first.",
    ],
    points: [
      "processValue h 0x2000 i16 *0.1",
      ["internalSetPoint", ["内部设定值", "Internal set point"], "°C", "h 0x2002 i16 *0.1"],
      ["heaterCurrent", ["加热器电流", "Heater current"], "A", "h 0x2003 i16 *0.1"],
      "outputPercent h 0x2004 i16 *0.1",
      ["setPoint h 0x2103 i16 *0.1 rw", { range: [-200, 1_300], step: 0.1 }],
      ["alarmValue1", ["报警值1", "Alarm value 1"], "°C", "h 0x2104 i16 *0.1 ~slow"],
      ["alarmUpper1", ["报警1上限", "Alarm 1 upper limit"], "°C", "h 0x2105 i16 *0.1 ~slow"],
      ["alarmLower1", ["报警1下限", "Alarm 1 lower limit"], "°C", "h 0x2106 i16 *0.1 ~slow"],
      ["decimalPoint", ["小数位", "Decimal point"], "", "h 0x2410 i16 ~slow"],
      "proportionalBand h 0x2A00 i16 *0.1 ~slow",
      "integralTime h 0x2A01 i16 ~slow",
      "derivativeTime h 0x2A02 i16 ~slow",
    ],
    sources: [
      ["Omron H175 E5_C communications manual", "https://files.omron.eu/downloads/latest/manual/en/h175_e5_c_communications_manual_en.pdf"],
      ["pylablib", "https://github.com/AlexShkarin/pyLabLib"],
    ],
  },
  {
    id: "delta-dtb", family, maker: "Delta",
    names: ["台达 DTB 温控器", "Delta DTB temperature controller"],
    about: [
      "一次最多读8个字。运行/停止为位元件0x0814。",
      "At most 8 words a read. Run/stop is the bit 0x0814.",
    ],
    unit: { maxRegistersPerRead: 8 },
    points: [
      ["processValue h 0x1000 i16 *0.1", { absent: ["8002", "8003", "8004", "8006", "8007"] }],
      ["setPoint h 0x1001 i16 *0.1 rw", { range: [-200, 1_800], step: 0.1 }],
      ["rangeUpper", ["量程上限", "Upper limit of the range"], "°C", "h 0x1002 i16 *0.1 ~slow"],
      ["rangeLower", ["量程下限", "Lower limit of the range"], "°C", "h 0x1003 i16 *0.1 ~slow"],
      ["sensorType", ["传感器类型", "Sensor type"], "", "h 0x1004 u16 ~slow"],
      ["controlMethod", ["控制方式", "Control method"], "", "h 0x1005 u16 ~slow", { states: {
        0: ["PID", "PID"], 1: ["开关", "On/off"], 2: ["手动", "Manual"], 3: ["PID程序", "PID program"],
      } }],
      "proportionalBand h 0x1009 i16 *0.1 ~slow",
      "integralTime h 0x100A u16 ~slow",
      "derivativeTime h 0x100B u16 ~slow",
      ["output1", ["输出1", "Output 1"], "%", "h 0x1012 i16 *0.1"],
      ["output2", ["输出2", "Output 2"], "%", "h 0x1013 i16 *0.1"],
    ],
    sources: [
      ["Delta DT series manual, page 11", "https://www.manualshive.com/en/manual/delta/dt4848/2474579?page=11"],
      ["Dwyer Love 16B (the same registers)", `${STAR}/dwyer-love-controls-4b-8b-16b-32b-controller`],
    ],
  },
  {
    id: "eurotherm-3216", family, maker: "Eurotherm",
    names: ["欧陆 3216/3116/3200 温控器", "Eurotherm 3216/3116/3200 controller"],
    about: ["保持寄存器，温度按一位小数。", "Holding registers; temperatures with one decimal."],
    unit: { serial: { baud: 9_600 } },
    points: [
      "processValue h 1 i16 *0.1",
      ["setPoint h 2 i16 *0.1 rw", { range: [-200, 1_800], step: 0.1 }],
      ["manualOutput", ["手动输出", "Manual output"], "%", "h 3 i16 *0.1"],
      "outputPercent h 4 i16 *0.1",
      ["workingSetPoint", ["工作设定值", "Working set point"], "°C", "h 5 i16 *0.1"],
      "proportionalBand h 6 i16 *0.1 ~slow",
      "integralTime h 8 u16 ~slow",
      "derivativeTime h 9 u16 ~slow",
      ["alarmValue1", ["报警值1", "Alarm 1 threshold"], "°C", "h 13 i16 *0.1 ~slow"],
      ["alarmValue2", ["报警值2", "Alarm 2 threshold"], "°C", "h 14 i16 *0.1 ~slow"],
      "statusWord h 75 u16",
    ],
    sources: [["Eurotherm 3216/3116/3200 registers", `${STAR}/eurotherm-3216-3116-3200-controller`]],
  },
  {
    id: "autonics-tk", family, maker: "Autonics",
    names: ["奥托尼克斯 TK 温控器", "Autonics TK temperature controller"],
    about: [
      "测量值的小数位由下一寄存器给出；31000表示断线，30000与-30000表示超量程。",
      "The next register tells the decimals of the value; 31000 means an open sensor, 30000 and -30000 out of range.",
    ],
    points: [
      ["processValue i 0x03E8 i16", { absent: ["7918", "7530", "8ad0"] }],
      ["decimalPoint", ["小数位", "Decimal point"], "", "i 0x03E9 u16 ~slow"],
      ["setPoint h 0x0000 i16 rw", { range: [-1_999, 9_999], step: 1 }],
      ["controlMode", ["控制方式", "Control mode"], "", "h 0x0003 u16 ~slow", { states: {
        0: ["自动", "Automatic"], 1: ["手动", "Manual"],
      } }],
      ["isStopped", ["停止", "Stopped"], "", "c 0 bool ~slow", { bool: [["运行", "Running"], ["停止", "Stopped"]] }],
    ],
    sources: [["Autonics TK communication manual MCT-TKC1", "https://www.manualslib.com/manual/3679288/Autonics-Tk-Series.html"]],
  },
  {
    id: "rkc-fb", family, maker: "RKC",
    names: ["RKC FB100/FB400/FB900 温控器", "RKC FB100/FB400/FB900 controller"],
    about: ["须带通信选件（C5/C6）；温度按一位小数。", "Needs the communication option (C5/C6); temperatures with one decimal."],
    points: [
      "processValue h 0 i16 *0.1",
      ["currentTransformer1", ["电流检测1", "Current transformer 1"], "A", "h 1 u16 *0.1"],
      ["currentTransformer2", ["电流检测2", "Current transformer 2"], "A", "h 2 u16 *0.1"],
      ["setPoint h 3 i16 *0.1", { note: "The monitored set point; writing goes to a register of the memory area" }],
      ["burnout", ["断线", "Burnout"], "", "h 5 u16"],
      ["event1", ["事件1", "Event 1"], "", "h 7 u16"],
      ["event2", ["事件2", "Event 2"], "", "h 8 u16"],
      "outputPercent h 13 i16 *0.1",
      ["coolingOutput", ["冷却输出", "Cooling output"], "%", "h 14 i16 *0.1"],
      "faultCode h 15 u16",
      "runHours h 20 u16 ~slow",
    ],
    sources: [["RKC FB100/FB400/FB900 registers", `${STAR}/rkc-fb100-fb400-fb900-controller-needs-c5-c6-comms-option`]],
  },
  {
    id: "fuji-pxr", family, maker: "Fuji Electric",
    names: ["富士 PXR 温控器", "Fuji PXR temperature controller"],
    about: ["出厂串口为9600 8O1；小数位随量程设定。", "Delivered with 9600 8O1; decimals follow the range that is set."],
    unit: { serial: { baud: 9_600, parity: "odd" }, maxRegistersPerRead: 60 },
    points: [
      "processValue i 1000 i16",
      "setPoint i 1001 i16",
      ["deviation", ["偏差", "Deviation"], "°C", "i 1002 i16"],
      "outputPercent i 1003 i16 *0.01",
      ["coolingOutput", ["冷却输出", "Cooling output"], "%", "i 1004 i16 *0.01"],
    ],
    sources: [["Fuji PXR registers", `${STAR}/fuji-pxr-temperature-controller`]],
  },
  {
    id: "novus-n1200", family, maker: "Novus",
    names: ["Novus N1200 过程控制器", "Novus N1200 process controller"],
    about: ["温度按一位小数；小数位须与设定一致。", "Temperatures with one decimal, which must match the setting."],
    points: ["setPoint h 0 i16 *0.1", "processValue h 1 i16 *0.1", "outputPercent h 2 i16 *0.1"],
    sources: [["Novus N1200 registers", `${STAR}/novus-n1200-process-controller`]],
  },
  {
    id: "watlow-ez-zone-pm", family, maker: "Watlow",
    names: ["Watlow EZ-ZONE PM 温控器", "Watlow EZ-ZONE PM controller"],
    about: [
      "数据映射1；32位浮点低字在前，通信单位出厂为华氏度。",
      "Data map 1; low word of the floats first; the unit of communication is °F as delivered.",
    ],
    unit: { serial: { baud: 9_600 }, order: "CDAB" },
    points: [
      ["processValue", ["测量值", "Process value"], "°F", "h 360 f32"],
      ["inputError", ["输入错误", "Input error"], "", "h 362 u16"],
      ["setPoint", ["设定值", "Set point"], "°F", "h 2160 f32 rw", { range: [-400, 2_400] }],
      ["activeSetPoint", ["当前设定值", "Active set point"], "°F", "h 2172 f32"],
      ["heatPower", ["加热功率", "Heat power"], "%", "h 1904 f32"],
      ["coolPower", ["制冷功率", "Cool power"], "%", "h 1906 f32"],
      "outputPercent h 1908 f32",
      ["controlMode", ["控制方式", "Control mode"], "", "h 1882 u16"],
    ],
    sources: [
      ["Watlow EZ-ZONE PM registers", `${STAR}/watlow-ez-zone-pm-controller`],
      ["EZ-ZONE PM manual, page 68", "https://www.easymanua.ls/watlow/ez-zone-pm/manual?p=68"],
    ],
  },
];
