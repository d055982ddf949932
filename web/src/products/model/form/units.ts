// Units that are offered while one is typed; any other is taken too.

/** By what they measure; the sign is what is stored. */
const UNITS: readonly (readonly [en: string, zh: string, signs: readonly string[]])[] = [
  ["Temperature", "温度", ["°C", "°F", "K"]],
  ["Ratio", "比例", ["%", "‰", "ppm", "ppb", "%RH", "dB", "dBm"]],
  ["Pressure", "压力", ["Pa", "hPa", "kPa", "MPa", "bar", "mbar", "psi", "mmHg"]],
  ["Voltage", "电压", ["V", "mV", "kV"]],
  ["Current", "电流", ["A", "mA", "kA"]],
  ["Power", "功率", ["W", "kW", "MW", "var", "kvar", "VA", "kVA"]],
  ["Energy", "电能", ["Wh", "kWh", "MWh", "kvarh", "J", "kJ", "MJ", "GJ"]],
  ["Resistance", "电阻", ["Ω", "kΩ", "MΩ"]],
  ["Frequency", "频率", ["Hz", "kHz", "MHz"]],
  ["Flow", "流量", ["m³/h", "m³/min", "L/min", "L/h", "L/s", "t/h", "kg/h"]],
  ["Volume", "体积", ["m³", "L", "mL"]],
  ["Mass", "质量", ["g", "kg", "t", "mg"]],
  ["Length", "长度", ["mm", "cm", "m", "km", "μm", "in"]],
  ["Area", "面积", ["mm²", "m²"]],
  ["Speed", "速度", ["m/s", "mm/s", "km/h", "m/min", "rpm", "r/min"]],
  ["Acceleration", "加速度", ["m/s²", "g₀"]],
  ["Force", "力", ["N", "kN", "N·m", "kN·m"]],
  ["Angle", "角度", ["°", "rad"]],
  ["Concentration", "浓度", ["mg/L", "μg/m³", "mg/m³", "g/L", "pH", "NTU", "μS/cm", "mS/cm"]],
  ["Light", "照度", ["lx", "cd", "W/m²"]],
  ["Sound", "声音", ["dB(A)"]],
  ["Time", "时间", ["ms", "s", "min", "h", "d"]],
  ["Size", "数据量", ["B", "KB", "MB", "GB", "bit/s", "kbit/s"]],
  ["Count", "数量", ["pcs", "次", "件", "个", "台"]],
];

export interface OfferedUnit {
  readonly sign: string;
  readonly quantity: string;
}

export function offeredUnits(language: string): readonly OfferedUnit[] {
  const isChinese = language.startsWith("zh");
  return UNITS.flatMap(([en, zh, signs]) => signs.map((sign) => ({ sign, quantity: isChinese ? zh : en })));
}
