// What was lost or changed on the way between a thing model and a file, in both languages.

export interface Notice {
  /** Where, in the words of the side that has it: `properties[3].dataType`; empty for the whole. */
  readonly path: string;
  readonly code: NoticeCode;
  readonly text: { readonly en: string; readonly zh: string };
}

/* biome-ignore format: a table, one code a line */
const TEXTS = {
  type_becomes: { en: "Type {from} is taken as {to}: there is no other for it.", zh: "类型 {from} 没有对应类型，按 {to} 处理。" },
  type_unknown_there: { en: "The other platform has no type {type}; it is written all the same, and read back only here.", zh: "对方平台没有类型 {type}，仍按原样写出，只能由本平台读回。" },
  renamed: { en: "{from} cannot be an identifier; it is {to} now. Devices must send that.", zh: "{from} 不能作为标识符，已改为 {to}，设备需使用新标识符。" },
  assumed: { en: "{field} is not said; {value} is taken.", zh: "文件未给出 {field}，取 {value}。" },
  left_out: { en: "{field} ({value}) has no place there and is left out.", zh: "{field}（{value}）无法表达，已略去。" },
  becomes: { en: "{field}: {from} has no place there and becomes {to}.", zh: "{field}：{from} 无法表达，变为 {to}。" },
  module_elsewhere: { en: "Module {module} has no features in this file; import its own file after this one.", zh: "模块 {module} 的功能不在此文件中，请随后导入该模块的文件。" },
  module_unnamed: { en: "Module {module} is not described; its identifier is its name.", zh: "模块 {module} 未作说明，以标识符作为名称。" },
  tags_left_out: { en: "Tags ({count}) belong to devices here, not to the model; they are left out.", zh: "{count} 个标签在本平台属于设备而非物模型，已略去。" },
  calculated_left_out: { en: "How it is calculated has no place there; it becomes a property that devices would have to report.", zh: "计算方式无法表达，将成为需由设备上报的属性。" },
  identifiers_with_module: { en: "There are no modules there; identifiers keep {module}: in front.", zh: "对方没有模块，标识符仍带前缀 {module}:。" },
  row_ignored: { en: "Row {row} is of kind {kind}, which is not known; it is left out.", zh: "第 {row} 行的类别 {kind} 未知，已略去。" },
} as const;
export type NoticeCode = keyof typeof TEXTS;

/** Makes a notice; what a text does not name is not shown. */
export function notice(
  code: NoticeCode,
  path: string,
  params: Readonly<Record<string, string | number>> = {},
): Notice {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
  return { path, code, text: { en: fill(TEXTS[code].en), zh: fill(TEXTS[code].zh) } };
}
