// 设备状态变化的原因。

import type { en } from "./en-reason.ts";

export const zh: typeof en = {
  connected: "已连接",
  disconnected: "正常断开",
  connection_closed: "连接已关闭",
  keepalive_timeout: "心跳超时，未收到数据",
  taken_over: "相同凭据的另一个连接已接管",
  kicked: "被管理员断开",
  device_disabled: "设备被禁用",
  product_disabled: "产品被停用",
  device_deleted: "设备被删除",
  gateway_lost: "所属网关离线",
  logged_out: "由网关下线",
  unbound: "已与网关解绑",
  server_restart: "Gantry 已重启",
  malformed_packet: "发送了格式错误的报文",
  protocol_error: "违反协议",
  packet_too_large: "发送的报文过大",
  slow_consumer: "未及时接收下发的数据",
  server_shutdown: "Gantry 已停止",
  topic_invalid: "使用了无效的主题",
  topic_forbidden: "使用了无权使用的主题",
  qos_unsupported: "使用了不支持的 QoS",
  receive_maximum: "同时发送的消息超过约定",
  topic_alias_invalid: "使用了无效的主题别名",
  retain_unsupported: "使用了不支持的选项",
  log_unavailable: "事件日志无法写入",
  log_full: "接入队列已满",
};
