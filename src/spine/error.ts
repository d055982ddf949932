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
  published_locked: entry(409, 0x83, false, "Product {productKey} is published, so it cannot be deleted and its type of device stays. Unpublish it first.", "产品 {productKey} 已发布，不能删除，也不能更改设备类型，请先撤回发布。"),
  product_published: entry(409, 0x83, false, "Product {productKey} is published: save its thing model as a draft, then publish the draft.", "产品 {productKey} 已发布：请将物模型保存为草稿，再发布草稿。"),
  type_change_needs_choice: entry(409, 0x83, false, "Stored values are of another type than these properties would have: {properties}. Save a draft and publish it with a choice for each: keep, convert or separate.", "以下属性的新类型与已存储的历史数据不符：{properties}。请保存草稿，并在发布时为每个属性选择：保留、转换或分开。"),
  too_many_jobs: entry(429, 0x96, true, "{limit} jobs wait or run already; let some end first.", "已有 {limit} 个任务在等待或运行，请待其完成后再试。"),
  job_state: entry(409, 0x83, false, "Job {id} is {state}; that cannot be done with it now.", "任务 {id} 当前状态为 {state}，不能执行此操作。"),
  job_interrupted: entry(500, 0x80, true, "The job was interrupted {starts} times without coming forward. It can be resumed.", "任务连续 {starts} 次在没有进展的情况下中断，可以手动继续。"),
  job_kind_unknown: entry(500, 0x80, false, "This version has no job of kind {kind}.", "当前版本没有类型为 {kind} 的任务。"),
  table_not_a_table: entry(422, 0x83, false, "The file is no CSV and no .xlsx file. Old .xls files must be saved as .xlsx or CSV first.", "文件不是 CSV 或 .xlsx 表格。旧版 .xls 文件请先另存为 .xlsx 或 CSV。"),
  table_not_a_zip: entry(422, 0x83, false, "The .xlsx file is damaged or protected by a password.", "该 .xlsx 文件已损坏或设置了密码。"),
  table_too_large: entry(422, 0x83, false, "Unpacked, the file is larger than {detail} bytes.", "文件解压后超过 {detail} 字节。"),
  table_too_many_rows: entry(422, 0x83, false, "The table has more than {detail} rows; split it.", "表格超过 {detail} 行，请拆分后再导入。"),
  table_too_many_columns: entry(422, 0x83, false, "The table has more than {detail} columns.", "表格超过 {detail} 列。"),
  table_cell_too_long: entry(422, 0x83, false, "A cell in row {detail} is too long; a quote may not have been closed before it.", "第 {detail} 行的单元格过长，可能是之前的引号没有闭合。"),
  table_unclosed_quote: entry(422, 0x83, false, "A quote that is opened in row {detail} or before is never closed.", "第 {detail} 行或之前的引号没有闭合。"),
  table_no_sheet: entry(422, 0x83, false, "The file has no sheet {detail}.", "文件中没有工作表 {detail}。"),
  import_no_heading: entry(422, 0x83, false, "No column could be assigned to the device name or another key. The first row must hold the headings.", "没有任何列对应到设备名称或其他标识。第一行必须是表头。"),
  import_required: entry(422, 0x83, false, "{column} is missing.", "缺少 {column}。"),
  import_bad_product_key: entry(422, 0x83, false, "\"{value}\" cannot be a product key.", "“{value}”不是有效的产品标识。"),
  import_bad_device_name: entry(422, 0x83, false, "A device name has 1 to 64 letters, digits, - _ . : or @; \"{value}\" does not.", "设备名称为 1 到 64 个字母、数字或 - _ . : @，“{value}”不符合。"),
  import_bad_secret: entry(422, 0x83, false, "A secret has 1 to 128 visible ASCII characters without spaces.", "密钥为 1 到 128 个可见 ASCII 字符，不含空格。"),
  import_too_long: entry(422, 0x83, false, "At most {limit} characters are possible here.", "此处最多 {limit} 个字符。"),
  import_bad_degrees: entry(422, 0x83, false, "\"{value}\" is no number of degrees from -{limit} to {limit}.", "“{value}”不是 -{limit} 到 {limit} 之间的度数。"),
  import_bad_boolean: entry(422, 0x83, false, "\"{value}\" is neither yes nor no (true, false, 1, 0, 是, 否).", "“{value}”不是“是”或“否”（true、false、1、0、是、否）。"),
  import_bad_tags: entry(422, 0x83, false, "Tags are written key=value;key=value. A key has 1 to 64 letters, digits, _ . or -, a value at most 256 characters.", "标签写作 键=值;键=值。键为 1 到 64 个字母、数字或 _ . -，值最多 256 个字符。"),
  import_bad_group: entry(422, 0x83, false, "A group is written Site/Line/Machine: up to {limit} names of 1 to 64 characters.", "分组写作 厂区/产线/机器，最多 {limit} 级，每级 1 到 64 个字符。"),
  import_bad_gateway: entry(422, 0x83, false, "A gateway is written productKey/deviceName, or with its device name alone.", "网关写作 productKey/deviceName，或只写设备名称。"),
  import_duplicate: entry(422, 0x83, false, "Row {row} already holds this device.", "该设备已在第 {row} 行出现。"),
  import_exists: entry(422, 0x83, false, "Device {device} exists already, and only new ones are to be created.", "设备 {device} 已存在，而本次只新增设备。"),
  import_missing: entry(422, 0x83, false, "There is no such device, and only existing ones are to be changed.", "设备不存在，而本次只更新已有设备。"),
  import_ambiguous: entry(422, 0x83, false, "More than one device has this key.", "有多台设备符合该标识。"),
  import_key_mismatch: entry(422, 0x83, false, "The key belongs to device {device}, which the row calls otherwise; a device keeps its name.", "该标识属于设备 {device}，与本行的名称不一致；设备名称不可更改。"),
  import_no_group: entry(422, 0x83, false, "There is no group {group}, and none is to be created.", "分组 {group} 不存在，且未允许自动创建。"),
  import_file_gone: entry(410, 0x83, false, "The uploaded file is no longer kept; choose it again.", "上传的文件已不再保留，请重新选择。"),
  pattern_bad: entry(422, 0x83, false, "The pattern cannot be read at position {at}: ranges are written {1..20} or {01..20}, lists {a,b,c}.", "名称规则在第 {at} 个字符处无法识别：范围写作 {1..20} 或 {01..20}，列表写作 {a,b,c}。"),
  pattern_too_many: entry(422, 0x83, false, "The pattern stands for {count} names; at most {limit} are made at once.", "该规则对应 {count} 个名称，一次最多生成 {limit} 个。"),
  pattern_uneven: entry(422, 0x83, false, "{count} texts do not go into {names} names without a remainder.", "{count} 个文本无法均分到 {names} 个名称。"),
  login_registers: entry(409, 0x83, false, "This login asks to register a device; a test does not do that.", "该登录用于注册设备，测试时不会执行注册。"),
  rate_limited: entry(429, 0x96, true, "Too many requests; try again in {retryAfterS} s.", "请求过于频繁，请 {retryAfterS} 秒后再试。"),
  unauthenticated: entry(401, 0x87, false, "Sign in first.", "请先登录。"),
  forbidden: entry(403, 0x87, false, "You may not do this; it needs the permission {needs}.", "您无权执行此操作，需要权限：{needs}。"),
  out_of_scope: entry(403, 0x87, false, "This lies outside the part that you may reach.", "该内容不在您的数据范围之内。"),
  exceeds_own: entry(403, 0x87, false, "That is more than you may do yourself, so you cannot give, change or take it.", "该权限超出您自身的权限，不能授予、修改或收回。"),
  role_built_in: entry(409, 0x83, false, "Role {name} is built in and cannot be changed.", "角色 {name} 为内置角色，不能修改。"),
  too_many_roles: entry(409, 0x97, false, "There are {limit} roles already, which is the limit.", "角色已达上限 {limit} 个。"),
  persons_only: entry(403, 0x87, false, "This is for people who are signed in, not for keys.", "仅限已登录的用户使用，密钥不可用。"),
  bad_password: entry(401, 0x86, false, "User name or password is wrong.", "用户名或密码错误。"),
  password_change_required: entry(403, 0x87, false, "Set a password of your own first.", "请先设置自己的密码。"),
  weak_password: entry(400, 0x83, false, "The password needs at least {min} characters.", "密码至少需要 {min} 个字符。"),
  password_is_username: entry(400, 0x83, false, "The password must not be the user name.", "密码不能与用户名相同。"),
  password_too_common: entry(400, 0x83, false, "This password is among the first that an attacker tries; choose another.", "该密码过于常见，容易被猜到，请更换。"),
  password_too_plain: entry(400, 0x83, false, "The password needs at least {min} of these kinds: small letters, capital letters, digits, other characters.", "密码至少需要包含以下 {min} 种：小写字母、大写字母、数字、其他字符。"),
  password_reused: entry(400, 0x83, false, "This password was in use already; choose another.", "该密码已使用过，请更换。"),
  wrong_password: entry(403, 0x87, false, "The current password is wrong.", "当前密码错误。"),
  federation_failed: entry(502, 0x88, true, "{what} did not do its part: {reason}", "{what} 未能完成认证：{reason}"),
  federation_off: entry(404, 0x83, false, "Signing in this way is switched off.", "此登录方式未启用。"),
  federation_no_role: entry(403, 0x87, false, "The directory knows {name}, but none of its groups has a role here.", "目录中有 {name}，但其所属的组在此没有对应的角色。"),
  federation_name_taken: entry(409, 0x83, false, "There is a user {name} here already whom the directory does not stand behind.", "此处已有用户 {name}，但与目录中的身份无关。"),
  federation_bad_name: entry(422, 0x83, false, "{name} cannot be a user name here: 1 to 64 letters, digits or _ . @ -", "{name} 不能用作此处的用户名：只能是 1 到 64 个字母、数字或 _ . @ -"),
  federation_no_password: entry(409, 0x83, false, "The directory keeps this user's password; change it there.", "该用户的密码由目录管理，请在目录中修改。"),
  sign_in_expired: entry(401, 0x87, false, "This sign-in took too long or is over; begin again.", "本次登录已超时或已结束，请重新登录。"),
  second_factor_wrong: entry(403, 0x87, false, "The code is wrong, too old, or was used already.", "验证码错误、已过期或已使用过。"),
  second_factor_on: entry(409, 0x83, false, "A second factor is in use already; switch it off first.", "两步验证已启用，请先关闭。"),
  second_factor_off: entry(409, 0x83, false, "There is no second factor in use.", "尚未启用两步验证。"),
  second_factor_required: entry(409, 0x83, false, "Your role needs a second factor, so it cannot be switched off.", "您的角色必须使用两步验证，不能关闭。"),
  second_factor_own_first: entry(409, 0x83, false, "Set up a second factor of your own first: otherwise this would shut you out.", "请先为自己启用两步验证，否则您将无法登录。"),
  second_factor_needed: entry(401, 0x86, false, "This user signs in with a second factor, which cannot be asked for here; use an API key.", "该用户需要两步验证，此处无法输入验证码，请改用 API 密钥。"),
  last_admin: entry(409, 0x83, false, "{what} is the last administrator and must stay one.", "{what} 是最后一个管理员，不能删除、禁用或降级。"),
  unsupported_media_type: entry(415, 0x99, false, "The body is {received}; this route takes {accepted}.", "请求体类型为 {received}，此接口只接受 {accepted}。"),
  origin_mismatch: entry(403, 0x87, false, "The request came from another site.", "请求来自其他站点。"),
  not_ready: entry(503, 0x88, true, "Gantry is starting or stopping.", "Gantry 正在启动或停止。"),
  disk_full: entry(507, 0x97, true, "The disk is full, so this could not be stored. Free some space; everything else resumes by itself.", "磁盘已满，无法保存。请清理磁盘空间，其余功能会自动恢复。"),
  log_unavailable: entry(503, 0x88, true, "The event log cannot be written ({reason}); nothing is acknowledged until it can.", "事件日志无法写入（{reason}），恢复前不会确认任何消息。"),
  log_full: entry(503, 0x97, true, "The ingest queue is full; the message was not accepted.", "接入队列已满，消息未被接受。"),
  shelf_unavailable: entry(503, 0x88, true, "What must outlive a restart cannot be stored ({reason}); it is not acknowledged until it can.", "需要持久保存的内容无法写入（{reason}），恢复前不会确认。"),
  shelf_full: entry(503, 0x97, true, "Too much waits to be stored; the message was not accepted.", "等待写入的内容过多，消息未被接受。"),
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
  device_name_unknown: entry(404, 0x86, false, "Not exactly one device is named {deviceName}; this login carries no product, so its name must be the only one.", "名为 {deviceName} 的设备不存在或不唯一，该登录方式不带产品，设备名必须全局唯一。"),
  device_name_invalid: entry(400, 0x85, false, "Device name {deviceName} is not valid: 1 to 64 letters, digits, - _ . : or @.", "设备名 {deviceName} 无效：须为 1 至 64 个字母、数字或 - _ . : @。"),
  token_unknown: entry(401, 0x86, false, "No device has this access token, or several share it. {cause}", "没有设备使用该访问令牌，或有多个设备共用。{cause}"),
  device_token_mismatch: entry(401, 0x86, false, "The device token is not the one that was given; it ends with a change of the device secret.", "设备令牌不匹配；更换设备密钥后旧令牌失效。"),
  certificate_unknown: entry(401, 0x86, false, "The client certificate is for {name}, and no device (or more than one) has that name.", "客户端证书属于 {name}，没有设备（或有多个设备）使用该名称。"),
  certificate_foreign: entry(401, 0x86, false, "No authority that this listener trusts vouches for the client certificate (SHA-256 {fingerprint}), and no device has it.", "客户端证书（SHA-256 {fingerprint}）不是受信任的机构签发，也没有导入到任何设备。"),
  certificates_off: entry(409, 0x83, false, "Devices do not log in by certificates that Gantry issues; set mqtts.clientCa to own.", "未启用 Gantry 签发的设备证书，请将 mqtts.clientCa 设为 own。"),
  registration_off: entry(403, 0x87, false, "Dynamic registration is switched off for product {productKey}.", "产品 {productKey} 未开启动态注册。"),
  already_activated: entry(403, 0x87, false, "Device {deviceName} was online before and may not register again unless it is reopened in its settings.", "设备 {deviceName} 已激活，除非在设备设置中重新开放，否则不能再次动态注册。"),
  registration_closed: entry(403, 0x87, false, "The window of dynamic registration of product {productKey} closed at {until}.", "产品 {productKey} 的动态注册已于 {until} 截止。"),
  provisioning_secret: entry(401, 0x86, false, "The provisioning secret is not the product's secret.", "预配置密钥与产品密钥不一致。"),
  provisioning_incomplete: entry(400, 0x99, false, "The provisioning request lacks {what}.", "预配置请求缺少 {what}。"),
  credentials_unsupported: entry(400, 0x99, false, "Credentials of type {type} are not given out here; ask for ACCESS_TOKEN.", "不支持 {type} 类型的凭据，请使用 ACCESS_TOKEN。"),
  request_unsupported: entry(404, 0x83, false, "Gantry does not answer request {what}.", "Gantry 不支持请求 {what}。"),
  clock_skew: entry(401, 0x86, false, "The time in the login is {skewS} s off; at most {limitS} s are allowed. Set the device's clock. {cause}", "登录时间与服务器相差 {skewS} 秒，最多允许 {limitS} 秒，请校准设备时钟。{cause}"),
  no_credentials: entry(401, 0x86, false, "The device sent neither user name nor password.", "设备未发送用户名和密码。"),
  sign_method_unknown: entry(401, 0x8c, false, "Sign method {method} is none of hmacmd5, hmacsha1, hmacsha256.", "签名方法 {method} 不是 hmacmd5、hmacsha1、hmacsha256 之一。"),
  sign_mismatch: entry(401, 0x86, false, "The signature does not match: expected {expected}, received {received}, over \"{stringToSign}\". {cause}", "签名不匹配：应为 {expected}，收到 {received}，签名原文“{stringToSign}”。{cause}"),
  secret_mismatch: entry(401, 0x86, false, "The password is not this device's secret. {cause}", "密码不是该设备的密钥。{cause}"),
  own_password_mismatch: entry(401, 0x86, false, "The password is not the one of user name {username}. {cause}", "用户名 {username} 的密码错误。{cause}"),
  credential_expired: entry(401, 0x86, false, "It is a former {kind} of this device, which was good until {at}.", "使用的是该设备的旧{kind}，已于 {at} 失效。"),
  credential_revoked: entry(401, 0x86, false, "This {kind} of the device was revoked at {at}.", "该设备的此{kind}已于 {at} 被吊销。"),
  credential_ended: entry(403, 0x87, false, "What the device had logged in with is good no more: it was revoked, or rotated without overlap.", "设备登录所用的凭据已失效（被吊销，或更换时未设过渡期）。"),
  kind_secret: entry(401, 0x86, false, "secret", "密钥"),
  kind_token: entry(401, 0x86, false, "access token", "访问令牌"),
  kind_password: entry(401, 0x86, false, "password", "密码"),
  kind_certificate: entry(401, 0x86, false, "certificate", "证书"),
  address_not_allowed: entry(403, 0x87, false, "The device may not log in from {address}; its allow-list has {allowed}.", "不允许该设备从 {address} 登录，其地址白名单为 {allowed}。"),
  dialect_not_allowed: entry(403, 0x87, false, "The login is one of dialect {dialect}; product {productKey} takes {allowed} only.", "登录使用 {dialect} 协议，产品 {productKey} 只允许 {allowed}。"),
  too_many_credentials: entry(409, 0x97, false, "The device has {limit} credentials already, which is the limit; revoke one first.", "设备的凭据已达上限 {limit} 个，请先吊销不用的凭据。"),
  cause_unknown: entry(401, 0x86, false, "Most likely the device secret in the firmware is not the one shown here.", "最可能的原因：固件中的设备密钥与此处显示的不一致。"),
  cause_product_secret: entry(401, 0x86, false, "It was signed with the product secret; this login needs the device secret.", "使用了产品密钥签名，此处需要设备密钥。"),
  cause_not_product_secret: entry(401, 0x86, false, "Registration is signed with the product secret, over deviceName, productKey and what else the dialect asks for.", "动态注册须使用产品密钥签名，签名原文按协议由 deviceName、productKey 等组成。"),
  cause_whole_client_id: entry(401, 0x86, false, "It was signed over the whole MQTT client id; only the part before the first | belongs into the text.", "签名使用了完整的 MQTT clientId，只应取第一个 | 之前的部分。"),
  cause_no_timestamp: entry(401, 0x86, false, "The timestamp was sent but not signed.", "发送了 timestamp 但未参与签名。"),
  cause_other_method: entry(401, 0x86, false, "It was signed with {method}, but signmethod says otherwise.", "实际签名方法与 signmethod 不一致。"),
  cause_swapped_names: entry(401, 0x86, false, "Product key and device name are swapped in the signed text.", "签名原文中 productKey 与 deviceName 颠倒。"),
  cause_secret_in_clear: entry(401, 0x86, false, "The password is the device secret itself; with securemode and signmethod in the client id it must be the signature.", "密码直接使用了设备密钥，clientId 带有 securemode/signmethod 时应使用签名。"),
  cause_white_space: entry(401, 0x86, false, "The secret was used with a space or line break at its end.", "密钥末尾带有空格或换行。"),
  cause_signature_as_secret: entry(401, 0x86, false, "The password looks like a signature, but the client id does not carry |securemode=…,signmethod=…|.", "密码像是签名，但 clientId 未携带 |securemode=…,signmethod=…|。"),
  cause_quotes: entry(401, 0x86, false, "The secret was used with the quotation marks around it.", "密钥带有引号。"),
  cause_letter_case: entry(401, 0x86, false, "The secret was used in other letters' case: capitals and small letters differ.", "密钥的字母大小写不一致。"),
  cause_cut_secret: entry(401, 0x86, false, "The first or last character of the secret is missing.", "密钥缺少首字符或末字符。"),
  cause_empty_secret: entry(401, 0x86, false, "It was signed with an empty secret: the firmware has none, or reads it from nowhere.", "使用了空密钥签名，固件中可能未写入密钥。"),
  cause_no_password: entry(401, 0x86, false, "No password was sent.", "未发送密码。"),
  cause_base64: entry(401, 0x86, false, "The signature is base64; it must be hexadecimal.", "签名为 base64，应为十六进制。"),
  cause_yudao_text: entry(401, 0x86, false, "The signed text is another; it is clientId, deviceName, deviceSecret and productKey, each name followed by its value, with clientId = productKey.deviceName.", "签名原文不对，应依次为 clientId、deviceName、deviceSecret、productKey 的名称与值，其中 clientId 为 productKey.deviceName。"),
  cause_jetlinks_text: entry(401, 0x86, false, "The signed text is another; it is the user name, a | and the secret.", "签名原文不对，应为用户名、| 与密钥相连。"),
  cause_time_in_seconds: entry(401, 0x86, false, "The time in the user name is in seconds; it must be in milliseconds.", "用户名中的时间以秒为单位，应为毫秒。"),
  cause_duration_as_time: entry(401, 0x86, false, "et is a duration; it must be the time at which the token ends, in seconds since 1970.", "et 是时长，应为到期时刻（自 1970 年起的秒数）。"),
  cause_et_unit: entry(401, 0x86, false, "et was signed in another unit than it was sent in: one is in milliseconds, the other in seconds. It must be seconds in both.", "签名时的 et 与发送的 et 单位不一致（一为毫秒，一为秒），两处都应使用秒。"),
  cause_encoded_twice: entry(401, 0x86, false, "The value was URL-encoded twice.", "该值被 URL 编码了两次。"),
  cause_resource_product: entry(401, 0x86, false, "res names another product than the user name does.", "res 中的产品与用户名不一致。"),
  cause_resource_device: entry(401, 0x86, false, "res names another device than the client id does.", "res 中的设备与 clientId 不一致。"),
  cause_resource_form: entry(401, 0x86, false, "res must have the form products/<product id>/devices/<device name>.", "res 的格式应为 products/<产品 ID>/devices/<设备名称>。"),
  cause_name_as_token: entry(401, 0x86, false, "What was sent as the access token is a device's name.", "作为访问令牌发送的是设备名称。"),
  token_malformed: entry(401, 0x86, false, "The token cannot be read: {detail}.", "token 无法解析：{detail}。"),
  token_resource: entry(401, 0x86, false, "The token is for resource {received}; this device needs {expected}, or its product's. {cause}", "token 的资源为 {received}，该设备需要 {expected} 或其产品。{cause}"),
  token_expired: entry(401, 0x86, false, "The token expired at {expiredAt}, {skewS} s before the time here ({now}). Make a new one, or set the clock that is wrong. {cause}", "token 已于 {expiredAt} 过期，早于本机时间（{now}）{skewS} 秒。请重新生成 token 或校准时钟。{cause}"),
  token_sign_mismatch: entry(401, 0x86, false, "The token's signature does not match with {tried}: expected {expected}, received {received}, over \"{stringToSign}\". {cause}", "token 签名不匹配（已尝试{tried}）：应为 {expected}，收到 {received}，签名原文“{stringToSign}”。{cause}"),
  key_of_device: entry(401, 0x86, false, "the device secret", "设备密钥"),
  key_of_product: entry(401, 0x86, false, "the product secret", "产品密钥"),
  key_of_access: entry(401, 0x86, false, "the product's access key", "产品 access_key"),
  keys_device_and_access: entry(401, 0x86, false, "the device secret or the product's access key", "设备密钥与产品 access_key"),
  keys_of_device: entry(401, 0x86, false, "each valid secret of the device", "设备的每个有效密钥"),
  keys_device_and_product: entry(401, 0x86, false, "the device secret or the product secret", "设备密钥与产品密钥"),
  key_none: entry(401, 0x86, false, "any key: none is valid base64", "的密钥均不是有效的 base64"),
  cause_key_not_base64: entry(401, 0x86, false, "The device secret stored here is not valid base64, as OneNET keys are; enter the key that OneNET shows.", "此处保存的设备密钥不是有效的 base64，请填写 OneNET 显示的密钥。"),
  cause_key_not_decoded: entry(401, 0x86, false, "The key was used as text; it must be base64-decoded first.", "密钥未经 base64 解码即用于签名。"),
  cause_plus_as_space: entry(401, 0x86, false, "The + in the signature became a space; it must be sent as %2B.", "签名中的 + 变成了空格，应编码为 %2B。"),
  cause_encoded_resource: entry(401, 0x86, false, "The URL-encoded res was signed; sign the plain one.", "使用了 URL 编码后的 res 签名，应使用原文。"),
  cause_token_method: entry(401, 0x86, false, "It was signed with method {method}, but the token's method says otherwise.", "实际使用 {method} 签名，与 token 中的 method 不一致。"),
  cause_token_order: entry(401, 0x86, false, "The signed text has another order; it is et, method, res, version, each on its own line.", "签名原文顺序不对，应为 et、method、res、version，以换行分隔。"),
  cause_hex_signature: entry(401, 0x86, false, "The signature is hexadecimal; it must be base64.", "签名为十六进制，应为 base64。"),
  device_disabled: entry(403, 0x87, false, "The device is disabled.", "设备已被禁用。"),
  device_deleted: entry(403, 0x87, false, "The device was deleted.", "设备已被删除。"),
  product_disabled: entry(403, 0x87, false, "The product is disabled.", "产品已被禁用。"),
  child_not_bound: entry(404, 0x87, false, "Sub-device {device} is not bound to gateway {gateway}.", "子设备 {device} 未与网关 {gateway} 绑定。"),
  child_not_online: entry(409, 0x87, false, "Gateway {gateway} has not logged sub-device {device} in.", "网关 {gateway} 尚未上线子设备 {device}。"),
  child_bound_elsewhere: entry(409, 0x87, false, "Sub-device {device} is bound to gateway {gateway}; remove it there first.", "子设备 {device} 已绑定到网关 {gateway}，请先在该网关解绑。"),
  not_a_gateway: entry(409, 0x87, false, "Device {device} is no gateway: the node type of its product says otherwise.", "设备 {device} 不是网关，其产品的节点类型不符。"),
  not_a_sub_device: entry(409, 0x87, false, "Device {device} is no sub-device: the node type of its product says otherwise.", "设备 {device} 不是子设备，其产品的节点类型不符。"),
  too_many_children: entry(409, 0x97, false, "Gateway {gateway} has {limit} sub-devices already, which is the limit.", "网关 {gateway} 的子设备已达上限 {limit}。"),
  secret_not_held: entry(409, 0x83, false, "The secret that the device sent is not held any more (10 minutes), or it sent different ones; choose another way.", "设备发送的密钥已不再保留（10 分钟），或先后发送了不同的密钥，请选择其他方式。"),
  credential_shared: entry(409, 0x8e, false, "Two devices use the same credentials, from {first} and {second}: {count} times within a minute one drove the other out.", "两台设备使用了同一凭据，分别来自 {first} 和 {second}：一分钟内互相顶替 {count} 次。"),
  connection_contested: entry(409, 0x8e, false, "{count} times within a minute a new connection drove out the old one, all from {first}: two devices behind one address share their credentials, or one restarts again and again.", "一分钟内新连接顶替旧连接 {count} 次，均来自 {first}：同一地址后的两台设备使用了同一凭据，或一台设备反复重启。"),
  taken_over: entry(409, 0x8e, false, "Another connection of the same device took over.", "同一设备的另一个连接已接管。"),
  kicked: entry(403, 0x98, false, "An operator closed the connection.", "连接被管理员断开。"),
  too_many_connections: entry(503, 0x97, true, "The listener has reached its limit of {limit} connections.", "监听端口已达连接上限 {limit}。"),
  banned: entry(403, 0x8a, true, "Too many failed logins; try again in {retryAfterS} s.", "登录失败次数过多，请 {retryAfterS} 秒后再试。"),

  connection_rate: entry(429, 0x9f, true, "This address opens connections too fast; at most {limit} a second on average.", "该地址建立连接过于频繁，平均每秒最多 {limit} 个。"),
  message_rate: entry(429, 0x96, true, "More messages than {limit} a second on average; the connection is read more slowly.", "消息速率超过平均每秒 {limit} 条，已降低读取速度。"),
  malformed_packet: entry(400, 0x81, false, "The packet is malformed: {detail}.", "报文格式错误：{detail}。"),
  protocol_error: entry(400, 0x82, false, "The packet breaks the protocol: {detail}.", "报文违反协议：{detail}。"),
  protocol_version: entry(400, 0x84, false, "Protocol version {version} is not supported.", "不支持协议版本 {version}。"),
  packet_too_large: entry(413, 0x95, false, "The packet has {size} bytes; at most {limit} are accepted.", "报文 {size} 字节，超过上限 {limit} 字节。"),
  topic_invalid: entry(400, 0x90, false, "Topic {topic} is not valid: {detail}.", "主题 {topic} 无效：{detail}。"),
  topic_forbidden: entry(403, 0x87, false, "Topic {topic} is not for this client.", "该客户端无权使用主题 {topic}。"),
  topic_unknown: entry(404, 0x90, false, "Topic {topic} is none that dialect {dialect} knows.", "主题 {topic} 不属于 {dialect} 协议。"),
  topic_denied: entry(403, 0x87, false, "No access rule lets this client use topic {topic}.", "没有访问规则允许该客户端使用主题 {topic}。"),
  qos_denied: entry(403, 0x87, false, "The access rule for topic {topic} allows QoS {limit} at most.", "主题 {topic} 的访问规则最高只允许 QoS {limit}。"),
  retain_denied: entry(403, 0x87, false, "The access rule for topic {topic} allows no retained messages.", "主题 {topic} 的访问规则不允许保留消息。"),
  key_secret_wrong: entry(401, 0x86, false, "The secret is not the one of API key {name}.", "密钥与API 密钥 {name} 不符。"),
  key_disabled: entry(403, 0x87, false, "API key {name} is disabled.", "API 密钥 {name} 已被禁用。"),
  key_expired: entry(403, 0x87, false, "API key {name} has expired.", "API 密钥 {name} 已过期。"),
  key_deleted: entry(403, 0x87, false, "API key {name} was deleted.", "API 密钥 {name} 已被删除。"),
  key_rotated: entry(403, 0x87, false, "API key {name} has a new secret.", "API 密钥 {name} 已更换密钥。"),
  key_address: entry(403, 0x87, false, "API key {name} may not be used from {address}.", "API 密钥 {name} 不允许从 {address} 使用。"),
  bad_token: entry(401, 0x86, false, "The token speaks for nobody here, or its key is not the right one.", "token 对应的对象不存在，或签名密钥不正确。"),
  bad_key: entry(401, 0x86, false, "There is no such API key, or its secret is wrong.", "API 密钥不存在或密钥错误。"),
  too_many_keys: entry(409, 0x97, false, "There are {limit} API keys already, which is the limit.", "API 密钥已达上限 {limit} 个。"),
  user_changed: entry(403, 0x87, false, "User {name} was disabled, deleted or given another role or password.", "用户 {name} 已被禁用、删除，或其角色、密码已变更。"),
  too_many_rules: entry(409, 0x97, false, "There are {limit} access rules already, which is the limit.", "访问规则已达上限 {limit} 条。"),
  rule_subject: entry(400, 0x83, false, "{name} does not name a {kind}: everyone has no name, a role is one of the four, a device is productKey/deviceName.", "“{name}”不是有效的 {kind}：everyone 不带名称，角色须为四种之一，设备写作 productKey/deviceName。"),
  rules_changed: entry(409, 0x83, true, "The access rules have changed meanwhile; read them again.", "访问规则已发生变化，请重新读取。"),
  group_cycle: entry(409, 0x83, false, "Group {name} cannot stand within itself or a group below it.", "分组“{name}”不能移动到自身或其下级分组中。"),
  group_too_deep: entry(409, 0x83, false, "Groups may stand at most {limit} levels deep.", "分组层级最多 {limit} 层。"),
  too_many_groups: entry(409, 0x97, false, "There are {limit} groups already, which is the limit.", "分组已达上限 {limit} 个。"),
  too_many_views: entry(409, 0x97, false, "There are {limit} saved views already, which is the limit.", "已保存的视图已达上限 {limit} 个。"),
  view_in_view: entry(400, 0x83, false, "A view's filter cannot name another view.", "视图的筛选条件不能引用其他视图。"),
  report_timeout: entry(408, 0x8d, true, "Nothing was reported for {limitS} s, after which the product's devices count as offline.", "超过 {limitS} 秒没有上报数据，按产品的离线规则视为离线。"),
  keepalive_timeout: entry(408, 0x8d, true, "Nothing was received for 1.5 times the keep-alive of {keepaliveS} s.", "超过 {keepaliveS} 秒心跳间隔的 1.5 倍未收到数据。"),
  retained_full: entry(507, 0x97, false, "The store of retained messages is full ({count} messages, {size} bytes); the message was not taken.", "保留消息存储已满（{count} 条，{size} 字节），消息未被接受。"),
  retained_share_full: entry(507, 0x97, false, "This client has filled its share of retained messages ({count} messages, {size} bytes); the message was not taken.", "该客户端的保留消息已达配额（{count} 条，{size} 字节），消息未被接受。"),
  receive_maximum: entry(400, 0x93, false, "More than {limit} messages were sent without waiting for their acknowledgement.", "未等待确认的消息超过 {limit} 条。"),
  topic_alias_invalid: entry(400, 0x94, false, "Topic alias {alias} is not between 1 and {limit}.", "主题别名 {alias} 不在 1 至 {limit} 之间。"),
  connect_timeout: entry(408, 0x8d, true, "The connection did not log in within {limitMs} ms.", "连接未在 {limitMs} 毫秒内完成登录。"),
  slow_consumer: entry(503, 0x97, true, "The peer does not read what it is sent; {size} bytes were waiting.", "对端未读取下发数据，积压 {size} 字节。"),
  login_spent: entry(403, 0x98, false, "This login was for one exchange, which is over.", "该登录仅用于一次交互，现已结束。"),
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
  property_calculated: entry(422, 0x99, false, "Property {property} is calculated by Gantry; the value that the device sent for it ({received}) was not taken.", "属性 {property} 由 Gantry 计算得出，设备上报的值（{received}）未被采用。"),
  calculation_division: entry(422, 0x99, false, "Calculated property {property} has no value: its formula divides by zero.", "计算属性 {property} 没有结果：公式除数为零。"),
  calculation_undefined: entry(422, 0x99, false, "Calculated property {property} has no value: its formula is not defined for these operands (as the root of a negative number).", "计算属性 {property} 没有结果：公式对当前操作数无定义（例如对负数开方）。"),
  too_many_streams: entry(422, 0x99, false, "The device has {limit} data streams, as many as one may have; {count} new keys (the first is {property}) were not taken.", "设备的数据流已达上限 {limit} 个，{count} 个新键（第一个为 {property}）未被接收。"),
  stream_name: entry(422, 0x99, false, "The key {property} cannot name a data stream: it must have 1 to {limit} characters without control characters.", "键 {property} 不能作为数据流名称：须为 1 至 {limit} 个字符，且不含控制字符。"),
  event_unknown: entry(422, 0x99, false, "Event {event} is not in the thing model.", "事件 {event} 不在物模型中。"),
  event_param: entry(422, 0x99, false, "Parameter {property} of event {event}: {detail}.", "事件 {event} 的参数 {property}：{detail}。"),
  mapping_path: entry(422, 0x99, false, "Nothing is at {path} in the payload (property {property}).", "负载中 {path} 处没有值（属性 {property}）。"),
  mapping_nothing: entry(422, 0x99, false, "The mapping of topic {topic} finds nothing to store in the payload: {detail}.", "按主题 {topic} 的映射，负载中没有可存储的内容：{detail}。"),
  mapping_not_a_number: entry(422, 0x99, false, "Property {property} must be a number to be converted; received {received}.", "属性 {property} 须为数值才能换算，收到 {received}。"),
  mapping_name: entry(422, 0x99, false, "{name} cannot be made a property identifier (1 to 50 letters, digits or _).", "{name} 无法转换为属性标识符（1 至 50 个字母、数字或 _）。"),
  mapping_time: entry(422, 0x99, false, "The time at {path} is {received}, not {unit}; the time of receipt is taken.", "{path} 处的时间为 {received}，不是 {unit} 格式，已采用接收时间。"),
  mapping_other_device: entry(403, 0x87, false, "Topic {topic} names device {device}; a device may only report for itself or for its own sub-devices.", "主题 {topic} 指向设备 {device}；设备只能为自身或其子设备上报。"),
  sparkplug_malformed: entry(400, 0x99, false, "The payload is no Sparkplug B message: {detail}.", "负载不是 Sparkplug B 消息：{detail}。"),
  sparkplug_gap: entry(422, 0x99, false, "Sparkplug sequence number {received} came where {expected} was due: messages of {node} were lost; a rebirth was asked for.", "Sparkplug 序号为 {received}，应为 {expected}：{node} 的消息有丢失，已请求重生（Rebirth）。"),
  sparkplug_no_birth: entry(422, 0x99, false, "No birth of {node} is known, so {count} metrics that have only an alias could not be named; a rebirth was asked for.", "未收到 {node} 的 BIRTH，{count} 个仅有别名的指标无法识别，已请求重生（Rebirth）。"),
  sparkplug_stale_death: entry(422, 0x99, false, "The death of {node} belongs to an older session (bdSeq {received}, now {expected}) and changes nothing.", "{node} 的 DEATH 属于旧会话（bdSeq {received}，当前 {expected}），已忽略。"),
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
  return text
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const param = String(params[name] ?? "");
      const nested = param.startsWith("@") ? param.slice(1) : "";
      return isErrorCode(nested) && nested !== code ? describeError(nested, params, language) : param;
    })
    .trimEnd();
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
  /** What else is wrong with the same message: each is told to people, the first alone is answered. */
  readonly also?: readonly Failure[];
}

export function failure(code: ErrorCode, params: ErrorParams = {}): Failure {
  return { code, params };
}
