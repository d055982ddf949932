import type { TemplateSource } from "../template.ts";

const family = "plc";
const EXAMPLE = [
  "点位为示例，请按您的程序增删。",
  "The points are examples: replace them by those of your program.",
] as const;

/* biome-ignore format: a table, one register a line */
export const PLCS: readonly TemplateSource[] = [
  {
    id: "siemens-s7-1200-mb-server", family, maker: "Siemens",
    names: ["西门子 S7-1200/1500(MB_SERVER)", "Siemens S7-1200/1500 (MB_SERVER)"],
    about: [
      `线圈0起为Q0.0起，离散输入0起为I0.0起，输入寄存器0起为IW0起，保持寄存器为MB_HOLD_REG指向的数据块。${EXAMPLE[0]}`,
      `Coils from 0 are Q0.0 on, discrete inputs from 0 I0.0 on, input registers from 0 IW0 on; holding registers are the data block that MB_HOLD_REG names. ${EXAMPLE[1]}`,
    ],
    unit: { tcpPort: 502 },
    points: [
      ["output0", ["输出Q0.0", "Output Q0.0"], "", "c 0 bool rw", { shownAs: "Q0.0" }],
      ["output1", ["输出Q0.1", "Output Q0.1"], "", "c 1 bool rw", { shownAs: "Q0.1" }],
      ["input0", ["输入I0.0", "Input I0.0"], "", "d 0 bool", { shownAs: "I0.0" }],
      ["input1", ["输入I0.1", "Input I0.1"], "", "d 1 bool", { shownAs: "I0.1" }],
      ["inputWord0", ["输入字IW0", "Input word IW0"], "", "i 0 u16", { shownAs: "IW0" }],
      ["analogInput0", ["模拟输入IW64", "Analogue input IW64"], "", "i 32 i16", { shownAs: "IW64" }],
      ["word0", ["数据块第0字", "Word 0 of the data block"], "", "h 0 i16 rw", { shownAs: "DBW0" }],
      ["real2", ["数据块第2字起的实数", "Real from word 2 of the data block"], "", "h 2 f32 rw", { shownAs: "DBD4" }],
    ],
    sources: [
      ["SIMATIC S7-1200 manual, page 591", "https://www.manualshive.com/en/manual/siemens/simatic-s7-1200/376083?page=591"],
    ],
  },
  {
    id: "delta-dvp", family, maker: "Delta",
    names: ["台达 DVP 系列 PLC", "Delta DVP series PLC"],
    about: [
      `S为0x0000起，X为0x0400起，Y为0x0500起，T为0x0600起，M为0x0800起（M1536起为0xB000），C为0x0E00起，D为0x1000起。${EXAMPLE[0]}`,
      `S from 0x0000, X from 0x0400, Y from 0x0500, T from 0x0600, M from 0x0800 (M1536 from 0xB000), C from 0x0E00, D from 0x1000. ${EXAMPLE[1]}`,
    ],
    unit: { order: "CDAB" },
    points: [
      ["inputX0", ["输入X0", "Input X0"], "", "d 0x0400 bool", { shownAs: "X0" }],
      ["inputX1", ["输入X1", "Input X1"], "", "d 0x0401 bool", { shownAs: "X1" }],
      ["outputY0", ["输出Y0", "Output Y0"], "", "c 0x0500 bool rw", { shownAs: "Y0" }],
      ["outputY1", ["输出Y1", "Output Y1"], "", "c 0x0501 bool rw", { shownAs: "Y1" }],
      ["relayM0", ["内部继电器M0", "Relay M0"], "", "c 0x0800 bool rw", { shownAs: "M0" }],
      ["registerD0", ["寄存器D0", "Register D0"], "", "h 0x1000 i16 rw", { shownAs: "D0" }],
      ["registerD1", ["寄存器D1", "Register D1"], "", "h 0x1001 i16 rw", { shownAs: "D1" }],
      ["registerD10", ["双字D10", "Double word D10"], "", "h 0x100A i32 rw", { shownAs: "D10" }],
    ],
    sources: [
      ["DVP address table", "https://blog.csdn.net/weixin_30577801/article/details/98238125"],
      ["Delta DVP manual, page 613", "https://www.manualsdir.com/manuals/76412/delta-programmable-logic-controller-dvp-plc.html?page=613"],
    ],
  },
  {
    id: "inovance-h5u", family, maker: "Inovance",
    names: ["汇川 H5U/Easy 系列 PLC", "Inovance H5U/Easy series PLC"],
    about: [
      `M为线圈0起，B为0x3000起，S为0xE000起，X为0xF800起，Y为0xFC00起（X、Y为八进制编号），D为保持寄存器0起。${EXAMPLE[0]}`,
      `M are coils from 0, B from 0x3000, S from 0xE000, X from 0xF800, Y from 0xFC00 (X and Y count in octal); D are holding registers from 0. ${EXAMPLE[1]}`,
    ],
    unit: { tcpPort: 502, order: "CDAB" },
    points: [
      ["relayM0", ["内部继电器M0", "Relay M0"], "", "c 0 bool rw", { shownAs: "M0" }],
      ["relayM1", ["内部继电器M1", "Relay M1"], "", "c 1 bool rw", { shownAs: "M1" }],
      ["inputX0", ["输入X0", "Input X0"], "", "c 0xF800 bool", { shownAs: "X0" }],
      ["outputY0", ["输出Y0", "Output Y0"], "", "c 0xFC00 bool rw", { shownAs: "Y0" }],
      ["registerD0", ["寄存器D0", "Register D0"], "", "h 0 i16 rw", { shownAs: "D0" }],
      ["registerD1", ["寄存器D1", "Register D1"], "", "h 1 i16 rw", { shownAs: "D1" }],
      ["registerD10", ["双字D10", "Double word D10"], "", "h 10 i32 rw", { shownAs: "D10" }],
    ],
    sources: [
      ["Neuron: Inovance Modbus TCP", "https://docs.emqx.com/en/emqx-neuron/latest/configuration/south-devices/modbus-hc-tcp/modbus-hc-tcp.html"],
    ],
  },
  {
    id: "omron-cp2e", family, maker: "Omron",
    names: ["欧姆龙 CP2E 系列 PLC", "Omron CP2E series PLC"],
    about: [
      `线圈0起为W0.00起，保持寄存器0起为D0起；离散输入与输入寄存器不可用。${EXAMPLE[0]}`,
      `Coils from 0 are W0.00 on, holding registers from 0 D0 on; it has no discrete inputs and input registers. ${EXAMPLE[1]}`,
    ],
    points: [
      ["relayW0", ["工作继电器W0.00", "Work bit W0.00"], "", "c 0 bool rw", { shownAs: "W0.00" }],
      ["relayW1", ["工作继电器W0.01", "Work bit W0.01"], "", "c 1 bool rw", { shownAs: "W0.01" }],
      ["registerD0", ["寄存器D0", "Register D0"], "", "h 0 i16 rw", { shownAs: "D0" }],
      ["registerD1", ["寄存器D1", "Register D1"], "", "h 1 i16 rw", { shownAs: "D1" }],
      ["registerD10", ["双字D10", "Double word D10"], "", "h 10 i32 CDAB rw", { shownAs: "D10" }],
    ],
    sources: [["Omron CP2E manual W614, page 322", "https://www.easymanua.ls/omron/sysmac-cp2e-e-d-series/manual?p=322"]],
  },
  {
    id: "mitsubishi-fx3u", family, maker: "Mitsubishi Electric",
    names: ["三菱 FX3U 系列 PLC", "Mitsubishi FX3U series PLC"],
    about: [
      `出厂分配：M为0x0000起，S为0x2000起，Y为0x3300起，X为离散输入0x3400起（X、Y为八进制编号）；D等字软元件的地址请查手册。${EXAMPLE[0]}`,
      `As delivered: M from 0x0000, S from 0x2000, Y from 0x3300, X discrete inputs from 0x3400 (X and Y count in octal); for D and other words see the manual. ${EXAMPLE[1]}`,
    ],
    points: [
      ["relayM0", ["内部继电器M0", "Relay M0"], "", "c 0x0000 bool rw", { shownAs: "M0" }],
      ["relayM1", ["内部继电器M1", "Relay M1"], "", "c 0x0001 bool rw", { shownAs: "M1" }],
      ["stateS0", ["状态S0", "State S0"], "", "c 0x2000 bool", { shownAs: "S0" }],
      ["outputY0", ["输出Y0", "Output Y0"], "", "c 0x3300 bool rw", { shownAs: "Y0" }],
      ["inputX0", ["输入X0", "Input X0"], "", "d 0x3400 bool", { shownAs: "X0" }],
    ],
    sources: [
      ["FX3U MODBUS manual, page 85", "https://manualshelf.com/manual/mitsubishi-programmable-controllers/fx-232adp/1-user-s-manual-english/page-89.html"],
    ],
  },
  {
    id: "xinje-xc", family, maker: "Xinje",
    names: ["信捷 XC/XMP 系列 PLC", "Xinje XC/XMP series PLC"],
    about: [
      `M为线圈0起，X为0x4000起，Y为0x4800起，S为0x5000起；D为保持寄存器0起，TD为0x3000起，CD为0x3800起，FD为0x4800起。${EXAMPLE[0]}`,
      `M are coils from 0, X from 0x4000, Y from 0x4800, S from 0x5000; D are holding registers from 0, TD from 0x3000, CD from 0x3800, FD from 0x4800. ${EXAMPLE[1]}`,
    ],
    unit: { serial: { baud: 19_200, parity: "even" }, order: "CDAB" },
    points: [
      ["relayM0", ["内部继电器M0", "Relay M0"], "", "c 0 bool rw", { shownAs: "M0" }],
      ["inputX0", ["输入X0", "Input X0"], "", "c 0x4000 bool", { shownAs: "X0" }],
      ["outputY0", ["输出Y0", "Output Y0"], "", "c 0x4800 bool rw", { shownAs: "Y0" }],
      ["registerD0", ["寄存器D0", "Register D0"], "", "h 0 i16 rw", { shownAs: "D0" }],
      ["registerD1", ["寄存器D1", "Register D1"], "", "h 1 i16 rw", { shownAs: "D1" }],
      ["timerTd0", ["定时器TD0", "Timer TD0"], "", "h 0x3000 u16", { shownAs: "TD0" }],
      ["counterCd0", ["计数器CD0", "Counter CD0"], "", "h 0x3800 u16", { shownAs: "CD0" }],
    ],
    sources: [
      ["Xinje XP-18 manual, page 32", "https://www.manualslib.com/manual/2561462/Xinje-Xp-18-Series.html?page=32"],
      ["Xinje XMP2 manual, page 20", "https://manualarchiveguide.com/manuals/Xinje-XMP2-32-series-Operating-Manual-4768083?page=20"],
    ],
  },
  {
    id: "xinje-xd", family, maker: "Xinje",
    names: ["信捷 XD/XL 系列 PLC", "Xinje XD/XL series PLC"],
    about: [
      `D为保持寄存器0起，SD为0x7000起，TD为0x8000起，CD为0x9000起，HD为0xA080起；M为线圈0起，Y为0x6000起。${EXAMPLE[0]}`,
      `D are holding registers from 0, SD from 0x7000, TD from 0x8000, CD from 0x9000, HD from 0xA080; M are coils from 0, Y from 0x6000. ${EXAMPLE[1]}`,
    ],
    unit: { serial: { baud: 19_200, parity: "even" }, order: "CDAB" },
    points: [
      ["outputY0", ["输出Y0", "Output Y0"], "", "c 0x6000 bool rw", { shownAs: "Y0" }],
      ["registerD0", ["寄存器D0", "Register D0"], "", "h 0 i16 rw", { shownAs: "D0" }],
      ["registerD1000", ["寄存器D1000", "Register D1000"], "", "h 0x03E8 i16 rw", { shownAs: "D1000" }],
      ["timerTd0", ["定时器TD0", "Timer TD0"], "", "h 0x8000 u16", { shownAs: "TD0" }],
      ["counterCd0", ["计数器CD0", "Counter CD0"], "", "h 0x9000 u16", { shownAs: "CD0" }],
      ["registerHd0", ["掉电保持HD0", "Retentive HD0"], "", "h 0xA080 i16 rw", { shownAs: "HD0" }],
    ],
    sources: [
      ["Xinje XD manual, page 255", "https://www.easymanua.ls/xinje/xd-series/manual?p=255"],
      ["Neuron: XINJE Modbus RTU", "https://docs.emqx.com/en/neuronex/latest/configuration/south-devices/modbus-xinje-rtu/modbus-xinje-rtu.html"],
      ["Xinje XD manual, page 258", "https://www.easymanua.ls/xinje/xd-series/manual?p=258"],
    ],
  },
  {
    id: "panasonic-fp", family, maker: "Panasonic",
    names: ["松下 FP 系列 PLC", "Panasonic FP series PLC"],
    about: [
      `Y为线圈0起，R为0x0800起，X为离散输入0起，DT为保持寄存器0起，WL为输入寄存器0起，LD为2000起。${EXAMPLE[0]}`,
      `Y are coils from 0, R from 0x0800, X discrete inputs from 0, DT holding registers from 0, WL input registers from 0, LD from 2000. ${EXAMPLE[1]}`,
    ],
    points: [
      ["outputY0", ["输出Y0", "Output Y0"], "", "c 0 bool rw", { shownAs: "Y0" }],
      ["relayR0", ["内部继电器R0", "Relay R0"], "", "c 0x0800 bool rw", { shownAs: "R0" }],
      ["inputX0", ["输入X0", "Input X0"], "", "d 0 bool", { shownAs: "X0" }],
      ["registerDt0", ["寄存器DT0", "Register DT0"], "", "h 0 i16 rw", { shownAs: "DT0" }],
      ["registerDt1", ["寄存器DT1", "Register DT1"], "", "h 1 i16 rw", { shownAs: "DT1" }],
      ["linkWl0", ["链接继电器WL0", "Link relay WL0"], "", "i 0 u16", { shownAs: "WL0" }],
      ["linkLd0", ["链接寄存器LD0", "Link register LD0"], "", "i 2000 i16", { shownAs: "LD0" }],
    ],
    sources: [
      ["Panasonic FP manual, page 234", "https://www.easymanua.ls/panasonic/fp-e-series/manual?p=234"],
      ["Panasonic infohub: Force Coil", "https://infohub.industry.panasonic.eu/data/fpwin/zh/topics/t-0000007357.html"],
    ],
  },
  {
    id: "delta-dvp15mc", family, maker: "Delta",
    names: ["台达 DVP15MC 运动控制器", "Delta DVP15MC motion controller"],
    about: [
      `%IX为0x6000起，%QX为0xA000起，%IW为0x8000起，%QW为0xA000起，%MW为0起。${EXAMPLE[0]}`,
      `%IX from 0x6000, %QX from 0xA000, %IW from 0x8000, %QW from 0xA000, %MW from 0. ${EXAMPLE[1]}`,
    ],
    unit: { tcpPort: 502 },
    points: [
      ["inputIx0", ["输入%IX0.0", "Input %IX0.0"], "", "d 0x6000 bool", { shownAs: "%IX0.0" }],
      ["outputQx0", ["输出%QX0.0", "Output %QX0.0"], "", "c 0xA000 bool rw", { shownAs: "%QX0.0" }],
      ["wordMw0", ["%MW0", "%MW0"], "", "h 0 i16 rw", { shownAs: "%MW0" }],
      ["wordMw1", ["%MW1", "%MW1"], "", "h 1 i16 rw", { shownAs: "%MW1" }],
      ["inputWord0", ["输入字%IW0", "Input word %IW0"], "", "h 0x8000 u16", { shownAs: "%IW0" }],
      ["outputWord0", ["输出字%QW0", "Output word %QW0"], "", "h 0xA000 u16 rw", { shownAs: "%QW0" }],
    ],
    sources: [["Delta DVP15MC manual, page 561", "https://www.easymanua.ls/delta/dvp15mc11t/manual?p=561"]],
  },
];
