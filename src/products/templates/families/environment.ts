import type { TemplateSource } from "../template.ts";

const STAR = "https://star.ke.st/library";
const family = "environment";

/* biome-ignore format: a table, one register a line */
export const ENVIRONMENT_SENSORS: readonly TemplateSource[] = [
  {
    id: "xy-md02", family, maker: "XY-MD02",
    names: ["XY-MD02 温湿度变送器", "XY-MD02 temperature and humidity transmitter"],
    about: ["SHT20探头的导轨变送器，出厂9600 8N1。", "DIN rail transmitter with an SHT20 probe; delivered with 9600 8N1."],
    unit: { serial: { baud: 9_600 } },
    points: [
      ["temperature i 1 i16 *0.1", { range: [-40, 80] }],
      ["humidity i 2 u16 *0.1", { range: [0, 100] }],
    ],
    sources: [["sht20modbus", "https://github.com/remmob/sht20modbus"]],
  },
  {
    id: "senseair-s8", family, maker: "Senseair",
    names: ["Senseair S8 二氧化碳传感器", "Senseair S8 CO2 sensor"],
    about: ["地址254为任意地址（总线上只能有一台）；9600 8N1。", "Address 254 is any sensor (only one on the bus); 9600 8N1."],
    unit: { id: 254, serial: { baud: 9_600 } },
    points: [
      "statusWord i 0 u16",
      ["co2 i 3 u16", { range: [0, 10_000] }],
    ],
    sources: [
      ["nymea: Senseair S8 registers", "https://github.com/nymea/nymea-plugins-modbus/blob/master/senseair/s8-registers.json"],
      ["Senseair S8 over Modbus", "https://cycbox.io/docs/debug-reports/debugging-senseair-s8-co2-sensor-over-modbus-rtu/"],
    ],
  },
  {
    id: "greystone-chtdt", family, maker: "Greystone",
    names: ["Greystone CHTDT 二氧化碳温湿度传感器", "Greystone CHTDT CO2, humidity and temperature sensor"],
    about: ["风管式，出厂9600 8N1。", "For ducts; delivered with 9600 8N1."],
    unit: { serial: { baud: 9_600 } },
    points: ["co2 h 0 u16", "humidity h 1 u16 *0.1", "temperature h 2 i16 *0.1"],
    sources: [["Greystone CHTDT registers", `${STAR}/greystone-chtdt-co2-rh-t-sensor`]],
  },
  {
    id: "senva-tg", family, maker: "Senva",
    names: ["Senva TG 一氧化碳/二氧化氮探测器", "Senva TG CO and NO2 detector"],
    about: ["车库通风用，32位浮点。", "For the ventilation of garages; 32-bit floats."],
    points: [
      ["co", ["一氧化碳浓度", "CO concentration"], "ppm", "h 320 f32"],
      ["coAverage", ["一氧化碳平均浓度", "CO concentration, average"], "ppm", "h 328 f32"],
      ["no2", ["二氧化氮浓度", "NO2 concentration"], "ppm", "h 330 f32"],
      ["no2Average", ["二氧化氮平均浓度", "NO2 concentration, average"], "ppm", "h 338 f32"],
      ["coWarning", ["一氧化碳警告值", "CO warning set point"], "ppm", "h 150 f32 ~slow"],
      ["coAlarm", ["一氧化碳报警值", "CO alarm set point"], "ppm", "h 152 f32 ~slow"],
      ["systemState", ["系统状态", "System state"], "", "h 170 u16"],
    ],
    sources: [["Senva TG registers", `${STAR}/senva-tg-gas-sensor-controller`]],
  },
  {
    id: "dfrobot-wind-speed", family, maker: "DFRobot",
    names: ["DFRobot SEN0483 风速传感器", "DFRobot SEN0483 wind speed sensor"],
    about: ["出厂地址2,9600 8N1。", "Delivered as unit 2, 9600 8N1."],
    unit: { id: 2, serial: { baud: 9_600 } },
    points: [["windSpeed h 0 u16 *0.1", { range: [0, 60] }]],
    sources: [["DFRobot SEN0483", "https://wiki.dfrobot.com/sen0483/docs/20112"]],
  },
  {
    id: "dfrobot-wind-direction", family, maker: "DFRobot",
    names: ["DFRobot SEN0482 风向传感器", "DFRobot SEN0482 wind direction sensor"],
    about: ["出厂地址2,9600 8N1。", "Delivered as unit 2, 9600 8N1."],
    unit: { id: 2, serial: { baud: 9_600 } },
    points: [
      ["windDirection h 0 u16 *0.1", { range: [0, 360] }],
      ["windSector", ["风向方位（0至15）", "Wind sector (0 to 15)"], "", "h 1 u16", { range: [0, 15] }],
    ],
    sources: [["DFRobot SEN0482", "https://wiki.dfrobot.com/sen0482/docs/19708"]],
  },
  {
    id: "campbell-metsens200", family, maker: "Campbell Scientific",
    names: ["Campbell MetSENS200 超声风速风向仪", "Campbell MetSENS200 ultrasonic anemometer"],
    about: ["32位浮点，40001起。", "32-bit floats from 40001."],
    points: [
      ["windDirection h 0 f32", { shownAs: "40001" }],
      ["windSpeed h 2 f32", { shownAs: "40003" }],
      ["compass", ["罗盘方位", "Compass heading"], "°", "h 4 f32", { shownAs: "40005" }],
      ["supplyVoltage", ["供电电压", "Supply voltage"], "V", "h 6 f32", { shownAs: "40007" }],
      ["averageDirection", ["平均风向", "Average wind direction"], "°", "h 8 f32", { shownAs: "40009" }],
      ["averageSpeed", ["平均风速", "Average wind speed"], "m/s", "h 10 f32", { shownAs: "40011" }],
      ["gustDirection", ["阵风风向", "Gust direction"], "°", "h 12 f32", { shownAs: "40013" }],
      ["gustSpeed", ["阵风风速", "Gust speed"], "m/s", "h 14 f32", { shownAs: "40015" }],
    ],
    sources: [["Campbell MetSENS Modbus measurements", "https://help.campbellsci.com/metsens-series/metsens-series/operation/modbus-measurements.htm"]],
  },
  {
    id: "dfrobot-soil", family, maker: "DFRobot",
    names: ["DFRobot SEN0600 土壤温湿度传感器", "DFRobot SEN0600 soil moisture and temperature sensor"],
    about: ["出厂9600 8N1。", "Delivered with 9600 8N1."],
    unit: { serial: { baud: 9_600 } },
    points: [
      ["soilMoisture h 0 u16 *0.1", { range: [0, 100] }],
      ["soilTemperature h 1 i16 *0.1", { range: [-40, 80] }],
    ],
    sources: [["DFRobot SEN0600", "https://wiki.dfrobot.com/sen0600/docs/19789"]],
  },
  {
    id: "pm-iot-s300aq", family, maker: "IOT-S300AQ",
    names: ["IOT-S300AQ 颗粒物传感器", "IOT-S300AQ particulate matter sensor"],
    about: ["PM2.5与PM10，出厂9600 8N1。", "PM2.5 and PM10; delivered with 9600 8N1."],
    unit: { serial: { baud: 9_600 } },
    points: [
      ["pm25", ["PM2.5浓度", "PM2.5"], "µg/m³", "h 0 u16", { range: [0, 500] }],
      ["pm10", ["PM10浓度", "PM10"], "µg/m³", "h 1 u16", { range: [0, 1_000] }],
    ],
    sources: [["IOT-S300AQ user manual", "https://cdn.shopify.com/s/files/1/0401/9657/1304/files/IOT-S300AQ_USER_MANUAL.pdf"]],
  },
];
