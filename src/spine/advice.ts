// What to do about a refusal, by its code or its named cause: one imperative sentence or two, in both languages.
// Owns: these texts alone. What happened and why is said by the error catalogue.
// Promises: no text holds a value; whatever has no line of its own has no advice.
// Must never: repeat what the error's own text says already.

import type { ErrorCode, ErrorParams, Language } from "./error.ts";

type Advice = readonly [en: string, zh: string];

const COPY_SECRET: Advice = [
  "Copy the device secret from the device's page (Connect) into the firmware, without anything around it.",
  "从设备页面的“接入”中复制设备密钥，写入固件，前后不要带任何字符。",
];
const USE_EXAMPLE: Advice = [
  "Compare the text above with the one that the firmware signs; the device's page (Connect) shows a login that works.",
  "将上面的签名原文与固件实际签名的内容逐字比较；设备页面的“接入”给出可用的登录信息。",
];
const ADOPT: Advice = [
  "If the device is yours, adopt it under Devices, Tried to connect; otherwise correct the names in its login.",
  "若确为您的设备，可在“设备 › 尝试连接”中一键接纳；否则请更正其登录信息中的名称。",
];
const ENABLE: Advice = ["Enable it again in its settings.", "在其设置中重新启用。"];
const ACCESS_TOKEN: Advice = [
  "Compare the token with the device's page (Connect), or adopt the device under Devices, Tried to connect. Devices that share a secret need one each.",
  "请与设备页面的“接入”核对访问令牌，或在“设备 / 尝试连接”中接纳。共用同一密钥的设备需各自设置不同的密钥。",
];
const RULES: Advice = [
  "Add an access rule for this client and topic (MQTT access), or correct the topic.",
  "在“MQTT 访问”中为该客户端和主题添加规则，或更正主题。",
];
const OWN_TOPICS: Advice = [
  "Use the device's own topics: the product's page (Topics) lists them. More needs an access rule.",
  "请使用设备自身的主题，产品页面的“主题”中列出了全部；其他主题需要访问规则。",
];
const MODEL: Advice = [
  "Correct the value that the device sends, or the thing model of its product.",
  "更正设备上报的值，或修改产品的物模型。",
];
const MAPPING: Advice = [
  "Try this payload on the product's page (Topics), where its mapping can be changed.",
  "在产品页面的“主题”中用该负载试一试，并在那里修改映射。",
];
const WAIT: Advice = ["Nothing: the device may try again later.", "无需处理，设备稍后重试即可。"];
const SLOWER: Advice = [
  "Let the device send less often, or raise the limit in the configuration.",
  "降低设备发送频率，或在配置中提高限额。",
];
const CLIENT: Advice = [
  "Look for a fault in the device's MQTT library, or for something between it and Gantry that changes bytes.",
  "检查设备的 MQTT 库，或其与 Gantry 之间是否有修改数据的中间设备。",
];
const CLOCK: Advice = [
  "Set the clock that is wrong: of the device (NTP), or of this machine when many devices fail this way.",
  "校准有误的时钟：设备时钟（NTP），若多台设备同样失败则检查本机时钟。",
];
const REGISTRATION: Advice = [
  "Sign with the product secret from the product's settings, over the text above.",
  "使用产品设置中的产品密钥，对上面的签名原文签名。",
];
const TOKEN: Advice = [
  "Make a new token for this product and device; the device's page (Connect) shows one that works.",
  "为该产品和设备重新生成 token；设备页面的“接入”给出可用的 token。",
];
const KEY: Advice = [
  "Look at the key under API keys, or use another.",
  "在“API 密钥”中查看该密钥，或换用其他密钥。",
];
const GATEWAY: Advice = [
  "Bind the sub-device on the gateway's page (Sub-devices).",
  "在网关页面的“子设备”中绑定该子设备。",
];

/* biome-ignore format: a table, one code a line */
const ADVICE: Readonly<Partial<Record<ErrorCode, Advice>>> = {
  // Causes
  cause_unknown: COPY_SECRET, cause_white_space: COPY_SECRET, cause_quotes: COPY_SECRET, cause_letter_case: COPY_SECRET,
  cause_cut_secret: COPY_SECRET, cause_empty_secret: COPY_SECRET, cause_no_password: COPY_SECRET,
  cause_product_secret: ["Put the device's own secret in the place of the product's; the device's page (Connect) shows it.", "将产品密钥换成设备自己的密钥，见设备页面的“接入”。"],
  cause_secret_in_clear: ["Sign with the secret, or leave securemode and signmethod out of the client id to send it as it is.", "用密钥计算签名；若要直接发送密钥，请去掉 clientId 中的 securemode 和 signmethod。"],
  cause_signature_as_secret: ["Send |securemode=…,signmethod=…| in the client id, or the secret itself as the password.", "在 clientId 中带上 |securemode=…,signmethod=…|，或直接以密钥作为密码。"],
  cause_other_method: ["Name the method that is used, or use the one that is named.", "使 signmethod 与实际签名方法一致。"],
  cause_whole_client_id: USE_EXAMPLE, cause_no_timestamp: USE_EXAMPLE, cause_swapped_names: USE_EXAMPLE, cause_yudao_text: USE_EXAMPLE, cause_jetlinks_text: USE_EXAMPLE,
  cause_base64: ["Write the signature as hexadecimal digits.", "将签名写成十六进制。"],
  cause_hex_signature: ["Write the signature's bytes as base64.", "将签名字节编码为 base64。"],
  cause_not_product_secret: REGISTRATION,
  cause_key_not_base64: ["Enter the key that OneNET shows as the device's secret here.", "将 OneNET 平台显示的密钥填为此处的设备密钥。"],
  cause_key_not_decoded: ["Decode the key from base64 and use the bytes as the key of the HMAC.", "先将密钥做 base64 解码，再用所得字节作为 HMAC 密钥。"],
  cause_plus_as_space: ["URL-encode the signature: + becomes %2B, / becomes %2F, = becomes %3D.", "对签名做 URL 编码：+ 编码为 %2B，/ 编码为 %2F，= 编码为 %3D。"],
  cause_encoded_twice: ["URL-encode each value once.", "每个值只做一次 URL 编码。"],
  cause_encoded_resource: ["Sign res as it is, and URL-encode it only in the token.", "用 res 原文签名，仅在 token 中做 URL 编码。"],
  cause_token_method: ["Name the method in the token that is used to sign.", "使 token 中的 method 与实际签名方法一致。"],
  cause_token_order: USE_EXAMPLE, cause_et_unit: TOKEN, cause_duration_as_time: TOKEN,
  cause_resource_product: TOKEN, cause_resource_device: TOKEN, cause_resource_form: TOKEN,
  cause_time_in_seconds: ["Send the time in milliseconds (13 digits), and sign that.", "发送 13 位毫秒时间戳，并以其签名。"],
  cause_name_as_token: ["Send the device's access token (its secret) as the user name.", "请以设备的访问令牌（即设备密钥）作为用户名。"],
  // Logins
  sign_mismatch: USE_EXAMPLE, secret_mismatch: COPY_SECRET, token_sign_mismatch: USE_EXAMPLE, token_malformed: TOKEN, token_resource: TOKEN,
  token_expired: ["Make a new token. If it should still hold, set the clock of this machine.", "请重新生成 token；若该 token 本应有效，请校准本机时钟。"],
  clock_skew: CLOCK,
  unknown_product: ADOPT, unknown_device: ADOPT, token_unknown: ACCESS_TOKEN,
  device_name_unknown: ["Adopt it under Devices, Tried to connect; where several devices have this name, send the product key along.", "可在“设备 › 尝试连接”中接纳；若有多个同名设备，请在登录中带上产品 key。"],
  device_name_invalid: ["Give the device a name of the allowed characters.", "请使用允许的字符为设备命名。"],
  bad_client_id: ["Compare the login with one from the device's page (Connect); each dialect has a form of its own.", "与设备页面“接入”给出的登录信息比较，各协议格式不同。"],
  no_credentials: ["Send a user name and a password; the device's page (Connect) shows them.", "请发送用户名和密码，见设备页面的“接入”。"],
  sign_method_unknown: ["Sign with hmacsha256.", "请使用 hmacsha256 签名。"],
  device_token_mismatch: ["Let the device register again, after its registration was reopened in its settings.", "在设备设置中重新开放注册后，让设备重新注册。"],
  certificate_unknown: ["Issue a certificate on the device's page (Connect); its name must be deviceName&productKey or the device's name alone.", "在设备页面的“接入”中签发证书；证书名称须为 deviceName&productKey 或唯一的设备名。"],
  registration_off: ["Allow registration in the product's settings.", "在产品设置中开启动态注册。"],
  already_activated: ["Reopen registration in the device's settings, if the device was really replaced or reset.", "若设备确已更换或重置，请在设备设置中重新开放注册。"],
  provisioning_secret: REGISTRATION,
  registration_closed: ["Set another end of the registration window in the product's settings.", "在产品设置中重新设定动态注册的截止时间。"],
  own_password_mismatch: ["Copy the password from the device's page (Connect), or rotate it there.", "从设备页面的“接入”中复制密码，或在那里更换。"],
  credential_expired: ["Give the device the credential that is in force: the device's page (Connect) shows it.", "将当前有效的凭据写入设备，见设备页面的“接入”。"],
  credential_revoked: ["Give the device one that is in force (its page, Connect). If it should not be here, look for who has the old one.", "将当前有效的凭据写入设备（设备页面的“接入”）；若不应有此登录，请查明旧凭据在谁手中。"],
  certificate_foreign: ["Import the certificate on the device's page (Connect, Credentials), or give the device one of Gantry's authority.", "在设备页面的“接入 › 凭据”中导入该证书，或为设备签发本机证书。"],
  address_not_allowed: ["Add the address to the allow-list on the device's page (Connect), or find out who logs in from there.", "在设备页面的“接入”中将该地址加入白名单，或查明登录来源。"],
  dialect_not_allowed: ["Allow the dialect in the product's settings, or use one of those.", "在产品设置中允许该协议，或改用已允许的协议。"],
  device_disabled: ENABLE, product_disabled: ENABLE,
  banned: ["Correct the device's login; the ban ends by itself, or lift it under Operations, Bans.", "请更正设备的登录信息；封禁会自动解除，也可在“运维 › 封禁”中解除。"],
  rate_limited: WAIT, connection_rate: ["Let the devices behind this address wait longer before they connect again, or raise protection.connectionsPerS.", "请延长该地址后设备的重连间隔，或提高 protection.connectionsPerS。"],
  message_rate: SLOWER, too_many_connections: ["Raise the listener's limit, or find out who opens so many connections.", "提高监听端口的连接上限，或查明连接来源。"],
  credential_shared: ["Give each device credentials of its own: find the one at the other address and register it as a device.", "为每台设备分配独立凭据：找到另一地址的设备，并为其注册新的设备。"],
  connection_contested: ["See whether two devices have the same credentials. Otherwise find out why the device restarts, or closes no connection before it opens the next.", "检查是否有两台设备使用同一凭据；否则查明设备为何反复重启或未关闭旧连接。"],
  bad_password: ["Check the user's password under Settings, Users.", "在“设置 › 用户”中核对密码。"],
  key_secret_wrong: KEY, key_disabled: KEY, key_expired: KEY, key_deleted: KEY,
  // Topics and packets
  topic_denied: RULES, qos_denied: RULES, retain_denied: RULES, topic_forbidden: OWN_TOPICS, topic_unknown: OWN_TOPICS,
  topic_invalid: CLIENT, malformed_packet: CLIENT, protocol_error: CLIENT, receive_maximum: CLIENT, topic_alias_invalid: CLIENT,
  protocol_version: ["Use MQTT 3.1, 3.1.1 or 5.0.", "请使用 MQTT 3.1、3.1.1 或 5.0。"],
  packet_too_large: ["Send smaller messages, or raise the listener's limit.", "减小消息，或提高监听端口的报文上限。"],
  connect_timeout: ["Something connects without logging in: a port scan, a health check, or a device that stops half-way.", "有对端只建立连接而不登录：端口扫描、健康检查，或中途停止的设备。"],
  slow_consumer: ["See whether the peer still reads, and whether its network is fast enough.", "检查对端是否仍在读取数据，网络是否足够快。"],
  keepalive_timeout: ["See whether the device still runs and sends pings, and whether its network drops idle connections.", "检查设备是否仍在运行并发送心跳，网络是否断开空闲连接。"],
  retained_full: ["Clear retained messages that nobody needs.", "清理不再需要的保留消息。"],
  retained_share_full: [
    "Clear retained messages of this client that nobody needs (Operations, MQTT clients).",
    "清理该客户端不再需要的保留消息（运维 → MQTT 客户端）。",
  ],
  // Payloads
  payload_not_json: ["Correct the payload at the place that is named.", "请在所指位置更正负载。"],
  json_lenient: ["Nothing at once: the message was read. Correct the firmware when you can.", "消息已被读取，可在方便时修正固件。"],
  codec_fault: ["Report it with the message; the device need not be changed.", "请附上报文反馈；无需修改设备。"],
  payload_shape: OWN_TOPICS, payload_too_large: ["Send smaller messages.", "减小消息。"], too_many_points: ["Split the message.", "请拆分消息。"],
  time_in_future: CLOCK, time_too_old: ["Raise the product's retention, or set the device's clock.", "延长产品数据保留时间，或校准设备时钟。"],
  property_unknown: MODEL, property_type: MODEL, property_range: MODEL, property_length: MODEL, property_missing: MODEL, event_unknown: MODEL, event_param: MODEL,
  property_calculated: ["Let the device leave it out, or let the thing model no longer calculate it.", "请让设备不再上报该属性，或在物模型中取消其计算。"],
  calculation_division: ["Say in the formula what holds then, as y == 0 ? 0 : x / y.", "请在公式中说明此时的取值，如 y == 0 ? 0 : x / y。"],
  calculation_undefined: ["Bound the operands in the formula, as sqrt(max(x, 0)).", "请在公式中限制操作数，如 sqrt(max(x, 0))。"],
  too_many_streams: ["See whether the device puts values into its keys, as a time or a number. Keys that are meant can be made properties (product, Data streams).", "检查设备是否把时间或序号等内容写进了键名；确实需要的键可转为物模型属性（产品 › 数据流）。"],
  stream_name: ["Let the device report under a shorter, plain key.", "请让设备使用更短、更规范的键名。"],
  mapping_path: MAPPING, mapping_nothing: MAPPING, mapping_not_a_number: MAPPING, mapping_name: MAPPING, mapping_time: MAPPING, mapping_other_device: OWN_TOPICS,
  child_not_bound: GATEWAY, child_bound_elsewhere: GATEWAY,
  child_not_online: ["Let the gateway log the sub-device in before it reports for it.", "网关须先将子设备上线，再代其上报。"],
  not_a_gateway: ["Change the node type in the product's settings, or use another product.", "在产品设置中修改节点类型，或换用其他产品。"],
  not_a_sub_device: ["Change the node type in the product's settings, or use another product.", "在产品设置中修改节点类型，或换用其他产品。"],
  log_unavailable: ["See Operations: the disk may be full or broken.", "请查看“运维”：磁盘可能已满或损坏。"],
  disk_full: ["Free some space on the disk.", "请清理磁盘空间。"],
};

/** What to do about a refusal; the named cause goes before the code. */
export function adviceFor(code: ErrorCode, params: ErrorParams, language: Language): string | undefined {
  const cause = String(params.cause ?? "").slice(1);
  const table: Readonly<Record<string, Advice | undefined>> = ADVICE;
  const advice = (Object.hasOwn(ADVICE, cause) ? table[cause] : undefined) ?? ADVICE[code];
  return advice?.[language === "en" ? 0 : 1];
}
