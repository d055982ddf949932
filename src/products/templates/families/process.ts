import type { TemplateSource } from "../template.ts";

const STAR = "https://star.ke.st/library";
const family = "flow-level-pressure";

/* biome-ignore format: a table, one register a line */
export const PROCESS_METERS: readonly TemplateSource[] = [
  {
    id: "tuf-2000", family, maker: "TUF-2000",
    names: ["TUF-2000 超声波流量计/热量表", "TUF-2000 ultrasonic flow and heat meter"],
    about: [
      "寄存器号减1为线上地址；32位数值低字在前；出厂9600 8N1。累计量由整数与小数两部分组成。",
      "The register number less one goes over the wire; low word first; delivered with 9600 8N1. Totals come as a whole part and a fraction.",
    ],
    unit: { serial: { baud: 9_600 }, order: "CDAB" },
    points: [
      ["flow h 0 f32", { shownAs: "REG 0001" }],
      ["energyRate", ["热功率", "Energy rate"], "GJ/h", "h 2 f32", { shownAs: "REG 0003" }],
      ["flowVelocity h 4 f32", { shownAs: "REG 0005" }],
      ["soundSpeed h 6 f32", { shownAs: "REG 0007" }],
      ["positiveTotal", ["正累计流量整数", "Positive total, whole part"], "", "h 8 i32", { shownAs: "REG 0009" }],
      ["positiveFraction", ["正累计流量小数", "Positive total, fraction"], "", "h 10 f32", { shownAs: "REG 0011" }],
      ["negativeTotal", ["负累计流量整数", "Negative total, whole part"], "", "h 12 i32", { shownAs: "REG 0013" }],
      ["negativeFraction", ["负累计流量小数", "Negative total, fraction"], "", "h 14 f32", { shownAs: "REG 0015" }],
      ["positiveEnergy", ["正累计热量整数", "Positive energy, whole part"], "", "h 16 i32", { shownAs: "REG 0017" }],
      ["supplyTemperature h 32 f32", { shownAs: "REG 0033" }],
      ["returnTemperature h 34 f32", { shownAs: "REG 0035" }],
      ["signalQuality", ["信号质量", "Signal quality"], "", "h 91 bits:0-7", { shownAs: "REG 0092" }],
    ],
    sources: [
      ["TUF-2000F manual, page 21", "https://www.manualshive.com/en/manual/oem/tuf-2000f/724566?page=21"],
      ["gambit-labs: TUF-2000M challenge", "https://github.com/gambit-labs/challenge"],
    ],
  },
  {
    id: "xylem-magflux", family, maker: "Xylem",
    names: ["Xylem MagFlux 电磁流量计", "Xylem MagFlux electromagnetic flow meter"],
    about: [
      "累计量为64位整数，低字在前；出厂9600 8E1。",
      "Totals are 64-bit integers; the low word comes first. Delivered with 9600 8E1.",
    ],
    unit: { serial: { baud: 9_600, parity: "even" }, order: "CDAB" },
    points: [
      ["flowPerSecond", ["瞬时流量", "Flow rate"], "m³/s", "h 600 f32"],
      ["forwardTotal", ["正向累计", "Forward total"], "m³", "h 604 u64 *1e-9"],
      ["reverseTotal", ["反向累计", "Reverse total"], "m³", "h 610 u64 *1e-9"],
    ],
    sources: [["Xylem 205546 manual, page 16", "https://azmanual.top/manuals/310991/xylem-205546-modbus-communication-modules-for-displays.html?page=16"]],
  },
  {
    id: "qdy30a-level", family, maker: "QDY",
    names: ["QDY30A 投入式液位变送器", "QDY30A submersible level transmitter"],
    about: [
      "数值须按小数位寄存器与单位寄存器换算；出厂9600 8N1。",
      "The value is read with the decimals and the unit that two other registers tell; delivered with 9600 8N1.",
    ],
    unit: { serial: { baud: 9_600 } },
    points: [
      ["levelUnit", ["单位", "Unit"], "", "h 2 u16 ~slow", { states: {
        16: ["米", "Metre"], 17: ["厘米", "Centimetre"], 18: ["毫米", "Millimetre"], 1: ["千帕", "Kilopascal"],
      } }],
      ["decimalPoint", ["小数位", "Decimal point"], "", "h 3 u16 ~slow"],
      ["levelRaw", ["液位原始值", "Level, raw"], "", "h 4 i16"],
    ],
    sources: [["waterLevelSensor2mqtt", "https://github.com/joe288/waterLevelSensor2mqtt"]],
  },
  {
    id: "keller-33x", family, maker: "Keller",
    names: ["Keller 30X/33X/35X 压力变送器", "Keller 30X/33X/35X pressure transmitter"],
    about: ["32位浮点；出厂9600 8N1。", "32-bit floats; delivered with 9600 8N1."],
    unit: { serial: { baud: 9_600 } },
    points: [
      ["channel0", ["计算通道", "Calculated channel"], "", "h 0 f32"],
      "pressure h 2 f32",
      ["pressure2", ["压力2", "Pressure 2"], "bar", "h 4 f32"],
      "temperature h 6 f32",
      ["sensorTemperature1", ["传感器1温度", "Temperature of sensor 1"], "°C", "h 8 f32"],
      ["sensorTemperature2", ["传感器2温度", "Temperature of sensor 2"], "°C", "h 10 f32"],
    ],
    sources: [["Keller 30X/33X/35X registers", `${STAR}/keller-series-30x-33x-35x-pressure-transmitter`]],
  },
  {
    id: "aplisens-pce-28", family, maker: "Aplisens",
    names: ["Aplisens PCE-28 压力变送器", "Aplisens PCE-28 pressure transmitter"],
    about: ["压力单位由寄存器22给出。", "Register 22 tells the unit of the pressure."],
    points: [
      ["percent", ["量程百分比", "Percent of the range"], "%", "h 0 f32"],
      ["pressureValue", ["压力", "Pressure"], "", "h 2 f32"],
      ["pressureValue2", ["压力2", "Pressure 2"], "", "h 4 f32"],
      "temperature h 6 f32",
      ["cpuTemperature", ["电路温度", "Temperature of the electronics"], "°C", "h 8 f32"],
      ["pressureUnit", ["压力单位代码", "Code of the pressure unit"], "", "h 22 u16 ~slow"],
      "statusWord h 35 u16",
    ],
    sources: [["Aplisens PCE-28 registers", `${STAR}/aplisens-pce-28-pre-28-modbus-pressure-transmitter`]],
  },
  {
    id: "michell-ea2", family, maker: "Michell",
    names: ["Michell Easidew EA2 露点变送器", "Michell Easidew EA2 dew point transmitter"],
    about: ["带M12接头的Modbus型号。", "The Modbus variant with an M12 connector."],
    points: [
      ["dewPoint", ["露点", "Dew point"], "°C", "h 1 i16 *0.1"],
      "temperature h 2 i16 *0.1",
      "statusWord h 3 u16",
    ],
    sources: [["Michell EA2 registers", `${STAR}/michell-easidew-ea2-dew-point-transmitter-m12-modbus-variant`]],
  },
];

const heat = "heat-gas-meter";

/* biome-ignore format: a table, one register a line */
export const HEAT_GAS_METERS: readonly TemplateSource[] = [
  {
    id: "sontex-supercal-531", family: heat, maker: "Sontex",
    names: ["Sontex Supercal 531 热量表", "Sontex Supercal 531 heat meter"],
    about: [
      "须带Modbus模块；各量的单位由前一个单位寄存器给出。出厂19200 8E1。",
      "Needs the Modbus module; a register before each value tells its unit. Delivered with 19200 8E1.",
    ],
    unit: { serial: { baud: 19_200, parity: "even" } },
    points: [
      ["energyUnit", ["热量单位代码", "Code of the energy unit"], "", "h 100 u16 ~slow"],
      ["heatEnergy", ["累计热量", "Heat energy"], "", "h 102 f32"],
      "volume h 302 f32",
      ["powerUnit", ["功率单位代码", "Code of the power unit"], "", "h 700 u16 ~slow"],
      ["heatPower", ["热功率", "Heat power"], "", "h 702 f32"],
      "flow h 712 f32",
      "supplyTemperature h 722 f32",
      "returnTemperature h 724 f32",
      ["temperatureDifference", ["温差", "Temperature difference"], "K", "h 732 f32"],
    ],
    sources: [["Sontex Supercal 531 registers", `${STAR}/sontex-supercal-531-heat-meter-needs-modbus-eia-485-module`]],
  },
  {
    id: "diehl-sharky-775", family: heat, maker: "Diehl",
    names: ["Diehl Sharky 775 超声波热量表", "Diehl Sharky 775 ultrasonic heat meter"],
    about: ["浮点寄存器；热量、体积与功率的单位须与表计显示核对。", "The float registers; compare the units of energy, volume and power with the display."],
    points: [
      ["heatEnergy", ["累计热量", "Heat energy"], "", "h 8 f32"],
      ["meterVolume", ["累计体积", "Volume"], "", "h 18 f32"],
      ["heatPower", ["热功率", "Heat power"], "", "h 28 f32"],
      ["meterFlow", ["瞬时流量", "Flow rate"], "", "h 38 f32"],
      "supplyTemperature h 46 f32",
      "returnTemperature h 54 f32",
      ["temperatureDifference", ["温差", "Temperature difference"], "K", "h 62 f32"],
      "faultCode h 164 u16",
      ["meterId", ["表号", "Meter number"], "", "h 165 u32 ~slow"],
    ],
    sources: [["Diehl Sharky 775 registers", `${STAR}/diehl-sharky-775-heat-meter`]],
  },
  {
    id: "itron-cf-echo-2", family: heat, maker: "Itron",
    names: ["Itron CF Echo II/CF 51/CF 55 热量表", "Itron CF Echo II/CF 51/CF 55 heat meter"],
    about: [
      "须带Modbus卡；数据每分钟更新一次；999999表示表计报警。",
      "Needs the Modbus card; data are renewed once a minute; 999999 means an alarm of the meter.",
    ],
    unit: { maxRegistersPerRead: 22 },
    points: [
      ["heatEnergy", ["累计热量", "Heat energy"], "kWh", "h 2 f32 ~slow"],
      ["volumeLitre", ["累计体积", "Volume"], "L", "h 4 f32 ~slow"],
      ["heatPower", ["热功率", "Heat power"], "kW", "h 6 f32 *0.1 ~slow"],
      ["flowLitre", ["瞬时流量", "Flow rate"], "L/h", "h 8 f32 ~slow"],
      "supplyTemperature h 10 f32 *0.1 ~slow",
      "returnTemperature h 12 f32 *0.1 ~slow",
      ["temperatureDifference", ["温差", "Temperature difference"], "K", "h 14 f32 *0.01 ~slow"],
    ],
    sources: [["Itron CF Echo II registers", `${STAR}/itron-cf-echo-ii-cf-51-cf-55-thermal-energy-meter-needs-modbus-card`]],
  },
  {
    id: "sick-flowsic500", family: heat, maker: "SICK",
    names: ["SICK FLOWSIC500 超声波燃气表", "SICK FLOWSIC500 ultrasonic gas meter"],
    about: [
      "计数须按分辨率寄存器（10的幂）换算；出厂38400 8N1。",
      "Counters count in the resolution (a power of ten) that a register tells; delivered with 38400 8N1.",
    ],
    unit: { serial: { baud: 38_400 } },
    points: [
      "statusWord h 3200 u16",
      ["counterResolution", ["工况计数分辨率", "Resolution of the measured counter"], "", "h 4100 i16 ~slow"],
      ["baseResolution", ["标况计数分辨率", "Resolution of the base counter"], "", "h 4101 i16 ~slow"],
      ["measuredCounter", ["工况累计", "Counter, measured volume"], "", "h 4102 u32"],
      ["baseCounter", ["标况累计", "Counter, base volume"], "", "h 4106 u32"],
      ["baseFlow", ["标况流量", "Base flow"], "m³/h", "h 5026 f32"],
      ["conversionFactor", ["换算系数", "Conversion factor"], "", "h 5028 f32"],
      "pressure h 5136 f32",
      "temperature h 5224 f32",
      "flow h 7002 f32",
      "flowVelocity h 7004 f32",
      "soundSpeed h 7006 f32",
    ],
    sources: [
      ["SICK FLOWSIC500 registers", `${STAR}/sick-flowsic500-gas-flow-meter`],
      ["SICK FLOWSIC500 Modbus technical bulletin", "https://1library.net/document/q7og3noy-flowsic-technical-bulletin-modbus-interface-protocol.html"],
    ],
  },
];
