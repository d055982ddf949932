// What was lost, changed or taken for granted between a register map and a file, in both languages.

export interface MapNotice {
  /** Where, in the words of the side that has it: `row 7`, `master.slaves[0].rpc[2]`, a point; empty for the whole. */
  readonly path: string;
  readonly code: MapNoticeCode;
  readonly text: { readonly en: string; readonly zh: string };
}

/* biome-ignore format: a table, one code a line */
const TEXTS = {
  renamed: { en: "{from} cannot be an identifier; the point is {to} here.", zh: "{from} 不能作为标识符，点位改为 {to}。" },
  matched: { en: "{from} is the name of property {to}; the point is taken for that.", zh: "{from} 是属性 {to} 的名称，按该属性导入。" },
  group_renamed: { en: "Group {from} is {to} here.", zh: "分组 {from} 改为 {to}。" },
  group_differs: { en: "Group {group} has more than one {field}; the first holds.", zh: "分组 {group} 的{field}不一致，以第一个为准。" },
  assumed: { en: "{field} is not said; {value} is taken.", zh: "文件未给出 {field}，取 {value}。" },
  from_zero: { en: "Address {address} tells that addresses begin at 0.", zh: "地址 {address} 表明地址从 0 开始。" },
  left_out: { en: "{field} ({value}) has no place there and is left out.", zh: "{field}（{value}）无法表达，已略去。" },
  becomes: { en: "{field}: {from} has no place there and becomes {to}.", zh: "{field}：{from} 无法表达，变为 {to}。" },
  point_left_out: { en: "{point} is left out: {reason}.", zh: "{point} 已略去：{reason}。" },
  switched_off: { en: "{point} is switched off there; here it is read on demand only.", zh: "{point} 在对方已停用，此处仅按需读取。" },
  other_units: { en: "The file has {count} units; this is {part}. Choose another to import it.", zh: "文件包含 {count} 个从站，当前为 {part}，可选择其他从站导入。" },
  read_only: { en: "Property {point} is read-only in the thing model; the point is read only.", zh: "属性 {point} 在物模型中为只读，点位按只读导入。" },
  misfit: { en: "{point}: {type} cannot become {dataType}, the type of the property; it is left out.", zh: "{point}：{type} 无法转换为属性类型 {dataType}，已略去。" },
  column: { en: "Column {name} is not known and left out.", zh: "未识别的列 {name}，已略去。" },
} as const;
export type MapNoticeCode = keyof typeof TEXTS;

/** A word that is different in the two languages, for a place within a text. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}
export type NoticeParams = Readonly<Record<string, string | number | Words>>;

/** Long words of a file would make a text unreadable. */
const WORD_CHARS = 80;

/** Makes a notice; what a text does not name is not shown. */
export function mapNotice(code: MapNoticeCode, path: string, params: NoticeParams = {}): MapNotice {
  const fill = (language: "en" | "zh") =>
    TEXTS[code][language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name] ?? "";
      return (typeof value === "object" ? value[language] : String(value)).slice(0, WORD_CHARS);
    });
  return { path, code, text: { en: fill("en"), zh: fill("zh") } };
}
