import type { en } from "./en-trouble.ts";

export const zh: typeof en = {
  trouble: {
    reason: {
      refused: "连接被拒绝：该端口没有监听。请检查端口号，以及设备是否已启用 Modbus TCP。",
      unreachable: "无法到达：没有通往该地址的路径。请检查网线、地址和子网掩码。",
      unknownHost: "无法解析该主机名。",
      noAnswer: "该地址没有应答。请检查设备是否上电、地址是否正确。",
      closed: "对方关闭了连接。有些设备只允许一个客户端：是否有其他程序已连接？",
      missing: "串口不存在。适配器是否已插入？",
      busy: "该串口已被其他程序打开。",
      busyBy: "该串口已被其他程序打开：{{owner}}。",
      portFailed: "无法再向该串口发送数据。适配器是否仍插着？",
      dtuClosed: "DTU 断开了连接，重新接入后自动恢复轮询。",
      dtuSilent: "DTU 长时间没有发送任何数据。请检查其供电、天线和 SIM 卡。",
      replaced: "DTU 已重新接入，原连接已结束。",
      loginRefused: "DTU 登录的凭证无效，原因见设备日志。",
      loggedOut: "DTU 登录所用的设备已不可用：是否被禁用或删除？",
      denied: "Gantry 无权打开该串口：请将其用户加入 dialout 组。",
      unplugged: "适配器已拔出，插回后自动恢复轮询。",
      notModbus: "对方的应答不是 Modbus。RTU over TCP 与 Modbus TCP 容易混淆。",
      notReading: "对方不接收数据。",
      lost: "连接已断开。",
    },
    failure: {
      timeout: "无应答",
      crc: "校验错误（CRC）",
      short_frame: "应答不完整",
      unit_mismatch: "应答来自其他从站",
      transaction_mismatch: "应答的事务号不匹配",
      noise: "收到的不是有效应答",
      lost: "链路断开",
      cancelled: "期间其总线设置已更改",
      busy: "该总线上等待的请求过多",
    },
    exception: "异常码 {{number}}：{{words}}",
    exceptions: {
      "01": "非法功能码",
      "02": "非法数据地址",
      "03": "非法数据值",
      "04": "从站设备故障",
      "05": "已确认，处理需要更长时间",
      "06": "从站设备忙",
      "07": "否定确认",
      "08": "存储器奇偶校验错误",
      "0A": "网关路径不可用",
      "0B": "网关目标设备无响应",
    },
    overlap_one: "{{count}} 个寄存器被重复读取",
    overlap_other: "{{count}} 个寄存器被重复读取",
    overlapAdvice:
      "两台设备的从站地址相同，并轮询相同的寄存器。若为同一从站，请将其中一台从链路移除；若为其两个通道，请设置第二台的地址偏移。两个通道共有的寄存器可以重复读取。",
    sameUnit:
      "此链路上 {{name}} 已使用该从站地址。若为其第二个通道，请设置地址偏移，否则相同的寄存器会被重复读取。",
    ailment: {
      dead_slave: "无应答（连续 {{figure}} 次请求）",
      two_on_one_id: "其应答有 {{figure}} % 损坏，而其他从站正常",
      bad_line: "应答有 {{figure}} % 损坏",
      cut_replies: "其应答有 {{figure}} % 缺少开头的字节",
      stray_bytes: "有 {{figure}} % 的应答前后出现多余字节",
      echo: "线路会回传发送的内容",
      slow_slave: "应答缓慢：95 % 的应答在 {{figure}} ms 内",
      wrong_register: "拒绝了 {{figure}} % 的请求",
      overloaded: "总线有 {{figure}} % 的时间处于占用状态",
      late_replies: "有 {{figure}} 个应答迟到",
    },
    advice: {
      dead_slave:
        "请检查供电、从站地址，以及波特率和校验是否与链路一致。A、B 是否接反？可扫描链路查看谁有应答。",
      two_on_one_id: "很可能有两台设备地址相同、同时应答：拔下一台再看。否则请检查该设备的接线。",
      bad_line:
        "请检查两端（且仅两端）的 120 Ω 终端电阻、屏蔽层、过长的分支、接地，以及与变频器的距离。线路较长时可降低波特率。",
      cut_replies:
        "适配器收发切换过慢：设备开始应答时仍处于发送状态。请缩短发送后延时（用 RTS 控制 RS-485 方向）、更换自动切换的适配器，或增大设备的应答延时。",
      stray_bytes:
        "无人发送时线路上出现字节：缺少偏置电阻（在一处用 560 Ω 至 1 kΩ 将 A、B 分别上拉和下拉，或打开适配器的偏置）、没有公共地，或存在第二个主站。只要应答有效，数值不受影响。",
      echo: "适配器会收到自己发送的内容，Gantry 已将其滤除。若适配器有回显或半双工开关，请设置。",
      slow_slave: "请增大其应答超时，或降低轮询频率，以免影响其他从站。",
      wrong_register:
        "寄存器表与该设备不符：请检查型号和固件、区域（保持或输入），以及手册地址是否从 1 开始。",
      overloaded: "请求量超出线路能力。请降低变化缓慢的数值的轮询频率、提高波特率，或将从站分到两条线路。",
      late_replies: "应答超时对某台设备或中间的 DTU 来说太短：请增大。",
    },
    adviceTcp: {
      dead_slave: "请检查从站地址；若经过网关，还要检查网关到设备的线路。可扫描链路查看谁有应答。",
      bad_line: "经网络收到的应答已损坏：网关后的串行线路有故障，或对方使用了其他协议。",
      two_on_one_id: "网关后可能有两台设备地址相同：拔下一台再看。",
    },
  },
};
