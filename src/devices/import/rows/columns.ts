// What a column of a table may hold, and what its heading says of it in either language.

import * as v from "valibot";

export const IMPORT_FIELDS = [
  "productKey",
  "deviceName",
  "deviceSecret",
  "name",
  "notes",
  "group",
  "tags",
  "latitude",
  "longitude",
  "place",
  "isEnabled",
  "gateway",
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** A field, `tag:key`, or nothing: the column is left out. */
export type ColumnTarget = ImportField | `tag:${string}` | "";

const TAG_PREFIX = /^(?:tag|label|标签)\s*[:：.]\s*(.+)$/i;
const TAG_TARGET = /^tag:[\p{L}\p{N}_.-]{1,64}$/u;

/** What each column is, in the order of the file. */
export const ColumnsSchema = v.pipe(
  v.array(
    v.custom<ColumnTarget>(
      (value) =>
        typeof value === "string" &&
        (value === "" || TAG_TARGET.test(value) || (IMPORT_FIELDS as readonly string[]).includes(value)),
      `must be one of ${IMPORT_FIELDS.join(", ")}, tag:<key>, or empty`,
    ),
  ),
  v.maxLength(512),
);

/** Headings as our export, our template, and the consoles of other makers write them; without case, spaces and signs. */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  productKey: [
    "productkey",
    "product",
    "productid",
    "pid",
    "pk",
    "产品标识",
    "产品key",
    "产品id",
    "产品",
    "所属产品",
  ],
  deviceName: [
    "devicename",
    "device",
    "deviceid",
    "dn",
    "设备名称",
    "设备名",
    "设备标识",
    "设备id",
    "设备编号",
  ],
  deviceSecret: [
    ...["devicesecret", "secret", "devicekey", "key", "seckey", "authinfo", "sn", "accesstoken", "token"],
    ...["设备密钥", "密钥", "设备key", "鉴权信息"],
  ],
  name: [
    "name",
    "nickname",
    "title",
    "displayname",
    "label",
    "备注名称",
    "备注名",
    "昵称",
    "显示名称",
    "名称",
  ],
  notes: [
    "notes",
    "note",
    "remark",
    "remarks",
    "description",
    "desc",
    "comment",
    "备注",
    "说明",
    "描述",
    "设备描述",
  ],
  group: ["group", "grouppath", "groupname", "path", "分组", "分组路径", "设备分组", "所属分组", "位置分组"],
  tags: ["tags", "labels", "标签", "设备标签"],
  latitude: ["latitude", "lat", "纬度"],
  longitude: ["longitude", "lon", "lng", "long", "经度"],
  place: ["place", "location", "address", "地点", "位置", "安装位置", "安装地点", "地址"],
  isEnabled: ["isenabled", "enabled", "active", "启用", "是否启用", "启用状态"],
  gateway: ["gateway", "parent", "gatewayname", "网关", "所属网关", "父设备"],
};
const BY_HEADING: ReadonlyMap<string, ImportField> = new Map(
  IMPORT_FIELDS.flatMap((field) => HEADINGS[field].map((heading) => [heading, field] as const)),
);

/** What the columns are by their headings; of two of a kind the first. */
export function guessColumns(headings: readonly string[]): ColumnTarget[] {
  const taken = new Set<string>();
  return headings.map((heading) => {
    const target = targetOf(heading);
    if (target === "" || taken.has(target)) return "";
    taken.add(target);
    return target;
  });
}

/** What is longer is no heading, and would be searched for brackets over and over. */
const HEADING_CHARS = 200;

function targetOf(cell: string): ColumnTarget {
  const heading = cell.slice(0, HEADING_CHARS);
  const tag = TAG_PREFIX.exec(heading.trim())?.[1]?.trim();
  if (tag !== undefined) return TAG_TARGET.test(`tag:${tag}`) ? `tag:${tag}` : "";
  const plain = heading
    .toLowerCase()
    .replace(/[（(][^）)]*[）)]/g, "")
    .replace(/[\s_\-*.]/g, "");
  return BY_HEADING.get(plain) ?? "";
}
