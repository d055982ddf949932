// The error catalogue: every code that a device, a person or an application can meet,
// with its HTTP status, MQTT 5 reason, and text in both languages.
// Owns: the codes and their texts. API docs, UI texts and the device log come from here.
// Promises: a code keeps its meaning for ever.
// Must never: hold a text with a secret in it; params are filled in by `describeError`.

interface ErrorEntry {
  readonly http: number;
  /** MQTT 5 reason code for CONNACK, PUBACK or DISCONNECT. */
  readonly mqtt: number;
  /** True when the same request may succeed later without a change. */
  readonly isRetryable: boolean;
  readonly en: string;
  readonly zh: string;
}

function entry(http: number, mqtt: number, isRetryable: boolean, en: string, zh: string): ErrorEntry {
  return { http, mqtt, isRetryable, en, zh };
}

/* biome-ignore format: a table, one code a line */
export const ERRORS = {
  internal: entry(500, 0x80, true, "Something inside Gantry went wrong. The log has the particulars under request {requestId}.", "Gantry 内部出错，详情见日志，请求号 {requestId}。"),
  invalid_request: entry(400, 0x83, false, "{detail}", "请求无效：{detail}"),
  payload_too_large: entry(413, 0x95, false, "The payload has {size} bytes; at most {limit} are accepted.", "负载 {size} 字节，超过上限 {limit} 字节。"),
  not_found: entry(404, 0x83, false, "{what} does not exist.", "{what} 不存在。"),
  already_exists: entry(409, 0x83, false, "{what} exists already.", "{what} 已存在。"),
  version_conflict: entry(412, 0x83, false, "{what} has been changed since it was read: it is at version {version} now.", "{what} 在读取之后已被修改，当前版本为 {version}。"),
  in_use: entry(409, 0x83, false, "{what} is still used by {by}.", "{what} 仍被 {by} 使用。"),
  rate_limited: entry(429, 0x96, true, "Too many requests; try again in {retryAfterS} s.", "请求过于频繁，请 {retryAfterS} 秒后再试。"),
  unauthenticated: entry(401, 0x87, false, "Sign in first.", "请先登录。"),
  forbidden: entry(403, 0x87, false, "Your role may not do this ({needs}).", "您的角色无权执行此操作（{needs}）。"),
  bad_password: entry(401, 0x86, false, "User name or password is wrong.", "用户名或密码错误。"),
  password_change_required: entry(403, 0x87, false, "Set a password of your own first.", "请先设置自己的密码。"),
  weak_password: entry(400, 0x83, false, "The password needs at least {min} characters.", "密码至少需要 {min} 个字符。"),
  password_is_username: entry(400, 0x83, false, "The password must not be the user name.", "密码不能与用户名相同。"),
  password_too_common: entry(400, 0x83, false, "This password is among the first that an attacker tries; choose another.", "该密码过于常见，容易被猜到，请更换。"),
  wrong_password: entry(403, 0x87, false, "The current password is wrong.", "当前密码错误。"),
  last_admin: entry(409, 0x83, false, "{what} is the last administrator and must stay one.", "{what} 是最后一个管理员，不能删除、停用或降级。"),
  unsupported_media_type: entry(415, 0x99, false, "The body is {received}; this route takes {accepted}.", "请求体类型为 {received}，此接口只接受 {accepted}。"),
  origin_mismatch: entry(403, 0x87, false, "The request came from another site.", "请求来自其他站点。"),
  not_ready: entry(503, 0x88, true, "Gantry is starting or stopping.", "Gantry 正在启动或停止。"),
  disk_full: entry(507, 0x97, true, "The disk is full, so this could not be stored. Free some space; everything else resumes by itself.", "磁盘已满，无法保存。请清理磁盘空间，其余功能会自动恢复。"),
  log_unavailable: entry(503, 0x88, true, "The event log cannot be written ({reason}); nothing is acknowledged until it can.", "事件日志无法写入（{reason}），恢复前不会确认任何消息。"),
  log_full: entry(503, 0x97, true, "The ingest queue is full; the message was not accepted.", "接入队列已满，消息未被接受。"),
  telemetry_behind: entry(503, 0x88, true, "Stored values do not yet reach event {seq}; try again in {retryAfterS} s.", "已存储的数据尚未到达事件 {seq}，请 {retryAfterS} 秒后再试。"),
  dead_letter_no_target: entry(409, 0x83, true, "{target} is not running, so it cannot be offered its events again.", "{target} 未在运行，无法重新投递。"),
  dead_letter_busy: entry(409, 0x83, true, "Dead letter {id} is being offered again right now.", "死信 {id} 正在重新投递。"),
  dead_letter_damaged: entry(422, 0x83, false, "The stored bytes of dead letter {id} are damaged; it can only be discarded.", "死信 {id} 的存储内容已损坏，只能丢弃。"),
  dead_letter_refused: entry(409, 0x83, false, "{target} did not take the event again: {reason}", "{target} 再次拒绝了该事件：{reason}"),
  dead_letter_unavailable: entry(503, 0x88, true, "{target} cannot take events now: {reason}", "{target} 当前无法接收事件：{reason}"),
  answer_too_large: entry(400, 0x83, false, "The answer would have {count} rows a series; at most {limit} are given. Choose a longer interval, a shorter range or fewer series.", "每个序列将有 {count} 行，上限为 {limit} 行。请增大间隔、缩短时间范围或减少序列。"),
  too_many_exports: entry(429, 0x96, true, "{limit} exports are under way already; try again in {retryAfterS} s.", "已有 {limit} 个导出正在进行，请 {retryAfterS} 秒后再试。"),

  bad_client_id: entry(400, 0x85, false, "The client id does not have the form of its dialect: {detail}.", "clientId 不符合所用协议的格式：{detail}。"),
  unknown_product: entry(404, 0x86, false, "Product {productKey} is not known here.", "产品 {productKey} 不存在。"),
  unknown_device: entry(404, 0x86, false, "Product {productKey} has no device {deviceName}.", "产品 {productKey} 下没有设备 {deviceName}。"),
  no_credentials: entry(401, 0x86, false, "The device sent neither user name nor password.", "设备未发送用户名和密码。"),
  sign_method_unknown: entry(401, 0x8c, false, "Sign method {method} is none of hmacmd5, hmacsha1, hmacsha256.", "签名方法 {method} 不是 hmacmd5、hmacsha1、hmacsha256 之一。"),
  sign_mismatch: entry(401, 0x86, false, "The signature does not match: expected {expected}, received {received}, over \"{stringToSign}\". {cause}", "签名不匹配：应为 {expected}，收到 {received}，签名原文“{stringToSign}”。{cause}"),
  secret_mismatch: entry(401, 0x86, false, "The password is not this device's secret. {cause}", "密码不是该设备的密钥。{cause}"),
  cause_unknown: entry(401, 0x86, false, "Most likely the device secret in the firmware is not the one shown here.", "最可能的原因：固件中的设备密钥与此处显示的不一致。"),
  cause_product_secret: entry(401, 0x86, false, "It was signed with the product secret; this login needs the device secret.", "使用了产品密钥签名，此处需要设备密钥。"),
  cause_whole_client_id: entry(401, 0x86, false, "It was signed over the whole MQTT client id; only the part before the first | belongs into the text.", "签名使用了完整的 MQTT clientId，只应取第一个 | 之前的部分。"),
  cause_no_timestamp: entry(401, 0x86, false, "The timestamp was sent but not signed.", "发送了 timestamp 但未参与签名。"),
  cause_other_method: entry(401, 0x86, false, "It was signed with {method}, but signmethod says otherwise.", "实际签名方法与 signmethod 不一致。"),
  cause_swapped_names: entry(401, 0x86, false, "Product key and device name are swapped in the signed text.", "签名原文中 productKey 与 deviceName 颠倒。"),
  cause_secret_in_clear: entry(401, 0x86, false, "The password is the device secret itself; with securemode and signmethod in the client id it must be the signature.", "密码直接使用了设备密钥，clientId 带有 securemode/signmethod 时应使用签名。"),
  cause_white_space: entry(401, 0x86, false, "The secret was used with a space or line break at its end.", "密钥末尾带有空格或换行。"),
  cause_signature_as_secret: entry(401, 0x86, false, "The password looks like a signature, but the client id does not carry |securemode=…,signmethod=…|.", "密码像是签名，但 clientId 未携带 |securemode=…,signmethod=…|。"),
  device_disabled: entry(403, 0x87, false, "The device is disabled.", "设备已被禁用。"),
  device_deleted: entry(403, 0x87, false, "The device was deleted.", "设备已被删除。"),
  product_disabled: entry(403, 0x87, false, "The product is disabled.", "产品已被停用。"),
  taken_over: entry(409, 0x8e, false, "Another connection of the same device took over.", "同一设备的另一个连接已接管。"),
  kicked: entry(403, 0x98, false, "An operator closed the connection.", "连接被管理员断开。"),
  too_many_connections: entry(503, 0x97, true, "The listener has reached its limit of {limit} connections.", "监听端口已达连接上限 {limit}。"),
  banned: entry(403, 0x8a, true, "Too many failed attempts from this address; try again in {retryAfterS} s.", "该地址失败次数过多，请 {retryAfterS} 秒后再试。"),

  malformed_packet: entry(400, 0x81, false, "The packet is malformed: {detail}.", "报文格式错误：{detail}。"),
  protocol_error: entry(400, 0x82, false, "The packet breaks the protocol: {detail}.", "报文违反协议：{detail}。"),
  protocol_version: entry(400, 0x84, false, "Protocol version {version} is not supported.", "不支持协议版本 {version}。"),
  packet_too_large: entry(413, 0x95, false, "The packet has {size} bytes; at most {limit} are accepted.", "报文 {size} 字节，超过上限 {limit} 字节。"),
  topic_invalid: entry(400, 0x90, false, "Topic {topic} is not valid: {detail}.", "主题 {topic} 无效：{detail}。"),
  topic_forbidden: entry(403, 0x87, false, "The device may not use topic {topic}.", "设备无权使用主题 {topic}。"),
  topic_unknown: entry(404, 0x90, false, "Topic {topic} is none that dialect {dialect} knows.", "主题 {topic} 不属于 {dialect} 协议。"),
  keepalive_timeout: entry(408, 0x8d, true, "Nothing was received for 1.5 times the keep-alive of {keepaliveS} s.", "超过 {keepaliveS} 秒心跳间隔的 1.5 倍未收到数据。"),
  qos_unsupported: entry(400, 0x9b, false, "QoS {qos} is not supported yet.", "暂不支持 QoS {qos}。"),
  retain_unsupported: entry(400, 0x9a, false, "Retained messages are not supported yet.", "暂不支持保留消息。"),
  receive_maximum: entry(400, 0x93, false, "More than {limit} messages were sent without waiting for their acknowledgement.", "未等待确认的消息超过 {limit} 条。"),
  topic_alias_invalid: entry(400, 0x94, false, "Topic alias {alias} is not between 1 and {limit}.", "主题别名 {alias} 不在 1 至 {limit} 之间。"),
  connect_timeout: entry(408, 0x8d, true, "The connection did not log in within {limitMs} ms.", "连接未在 {limitMs} 毫秒内完成登录。"),
  slow_consumer: entry(503, 0x97, true, "The peer does not read what it is sent; {size} bytes were waiting.", "对端未读取下发数据，积压 {size} 字节。"),
  server_shutdown: entry(503, 0x8b, true, "Gantry is stopping.", "Gantry 正在停止。"),

  payload_not_json: entry(400, 0x99, false, "The payload is not JSON: {detail}.", "负载不是 JSON：{detail}。"),
  json_lenient: entry(400, 0x99, false, "The payload is no strict JSON ({detail}) and was read leniently; mend the firmware when you can.", "负载不是严格的 JSON（{detail}），已按宽松方式解析，建议修正固件。"),
  payload_shape: entry(400, 0x99, false, "The payload does not have the form of its topic: {detail}.", "负载不符合主题要求的结构：{detail}。"),
  too_many_points: entry(400, 0x99, false, "The message carries {count} points; at most {limit} are accepted.", "消息包含 {count} 个数据点，超过上限 {limit}。"),
  time_in_future: entry(400, 0x99, false, "The time {ts} of {property} is more than 24 h in the future.", "{property} 的时间 {ts} 超前 24 小时以上。"),
  time_too_old: entry(422, 0x99, false, "The time {ts} of {property} is older than the {days} days that are kept.", "{property} 的时间 {ts} 早于保留期限 {days} 天。"),
  property_unknown: entry(422, 0x99, false, "Property {property} is not in the thing model.", "属性 {property} 不在物模型中。"),
  property_type: entry(422, 0x99, false, "Property {property} must be {type}; received {received}.", "属性 {property} 应为 {type}，收到 {received}。"),
  property_range: entry(422, 0x99, false, "Property {property} is {received}; the thing model allows {min} to {max}.", "属性 {property} 的值为 {received}，物模型允许 {min} 至 {max}。"),
  property_length: entry(422, 0x99, false, "Property {property} has length {received}; the thing model allows {limit}.", "属性 {property} 长度 {received}，物模型允许 {limit}。"),
  property_missing: entry(422, 0x99, false, "Required property {property} is missing.", "缺少必填属性 {property}。"),
  event_unknown: entry(422, 0x99, false, "Event {event} is not in the thing model.", "事件 {event} 不在物模型中。"),
  event_param: entry(422, 0x99, false, "Parameter {property} of event {event}: {detail}.", "事件 {event} 的参数 {property}：{detail}。"),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorParams = Readonly<Record<string, string | number>>;

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/**
 * The catalogue's text in `language` with `{name}` filled from params; a missing param becomes empty.
 * A param that reads `@code` stands for that code's own text, so that causes are translated too.
 */
export function describeError(code: ErrorCode, params: ErrorParams, language: Language): string {
  const text = language === "en" ? ERRORS[code].en : ERRORS[code].zh;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const param = String(params[name] ?? "");
    const nested = param.startsWith("@") ? param.slice(1) : "";
    return isErrorCode(nested) && nested !== code ? describeError(nested, params, language) : param;
  });
}

/** An expected failure on an HTTP or admin path; http/problem.ts maps it to problem+json once. */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: { cause?: unknown },
  ) {
    super(describeError(code, params, "en"), options);
  }
}

/** A failure as a value: what Result's error side carries on the device path. */
export interface Failure {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

export function failure(code: ErrorCode, params: ErrorParams = {}): Failure {
  return { code, params };
}
