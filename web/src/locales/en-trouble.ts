// Texts of what is wrong with a field bus: why a link is down, how requests fail, what the doctor finds and advises.

export const en = {
  trouble: {
    reason: {
      refused:
        "Connection refused: nothing listens on this port. Check the port number, and that Modbus TCP is switched on in the unit.",
      unreachable:
        "Not reachable: no way to this address. Check the cable, the address and the network mask.",
      unknownHost: "This host name is not known.",
      noAnswer: "No answer from this address. Check that the unit is powered and the address is right.",
      closed:
        "The other side closed the connection. Some units allow only one client: is another one connected?",
      missing: "The serial port is not there. Is the adapter plugged in?",
      busy: "Another program has the serial port open.",
      busyBy: "Another program has the serial port open: {{owner}}.",
      portFailed: "The serial port takes nothing any more. Is the adapter still plugged in?",
      dtuClosed: "The DTU hung up; polling resumes when it calls again.",
      dtuSilent: "The DTU sent nothing for too long. Check its power, its antenna and the SIM card.",
      replaced: "The DTU called anew, and its former connection was ended.",
      loginRefused: "The DTU logged in with credentials that do not hold. The device's log says why.",
      loggedOut: "The device that the DTU logged in as may not be here any more: was it disabled or deleted?",
      denied: "Gantry may not open the serial port: add its user to the group dialout.",
      unplugged: "The adapter was unplugged; polling resumes when it is back.",
      notModbus: "What answers does not speak Modbus. RTU over TCP and Modbus TCP are easily mixed up.",
      notReading: "The other side takes no data.",
      lost: "The connection was lost.",
    },
    failure: {
      timeout: "no reply",
      crc: "checksum error (CRC)",
      short_frame: "incomplete reply",
      unit_mismatch: "another unit answered",
      transaction_mismatch: "the reply belongs to another request",
      noise: "bytes that are no reply",
      lost: "the link was lost",
      cancelled: "its place on the link was changed meanwhile",
      busy: "too many requests wait on this bus",
    },
    exception: "exception {{number}}: {{words}}",
    exceptions: {
      "01": "illegal function",
      "02": "illegal data address",
      "03": "illegal data value",
      "04": "device failure",
      "05": "acknowledged, takes longer",
      "06": "device busy",
      "07": "negative acknowledge",
      "08": "memory parity error",
      "0A": "gateway path unavailable",
      "0B": "gateway target did not respond",
    },
    overlap_one: "{{count}} register is read twice",
    overlap_other: "{{count}} registers are read twice",
    overlapAdvice:
      "Both devices have the same unit address and poll the same registers. Is it one unit? Then take one device off the link. Are they two channels of it? Then set the address offset of the second; what both have in common may well be read twice.",
    sameUnit:
      "{{name}} has this unit address on the link already. For a second channel of the unit set the address offset, else the same registers are read twice.",
    ailment: {
      dead_slave: "does not answer ({{figure}} requests in a row)",
      two_on_one_id: "{{figure}} % of its replies are damaged, those of the others are not",
      bad_line: "{{figure}} % of the replies are damaged",
      cut_replies: "{{figure}} % of its replies lack their first bytes",
      stray_bytes: "{{figure}} % of the replies have stray bytes around them",
      echo: "The line gives back what is sent on it",
      slow_slave: "answers slowly: 95 % of its replies within {{figure}} ms",
      wrong_register: "refuses {{figure}} % of what it is asked",
      overloaded: "The bus is busy {{figure}} % of the time",
      late_replies: "{{figure}} replies came after their time",
    },
    advice: {
      dead_slave:
        "Check its power, its unit address, and that baud rate and parity are those of the link. Are A and B swapped? Scan the link to see who answers.",
      two_on_one_id:
        "Most likely two units have the same address and answer at once: unplug one and look again. Otherwise check the wires at this unit.",
      bad_line:
        "Check the 120 Ω terminators at both ends (and only there), the shield, long stubs, ground, and the distance to drives. A lower baud rate helps on long lines.",
      cut_replies:
        "The adapter turns round too late: it still sends when the unit begins to answer. Shorten the delay after sending (RS-485 direction by RTS), use an adapter that turns by itself, or set a longer answer delay in the unit.",
      stray_bytes:
        "Bytes come while nobody sends: the line has no bias (pull A and B apart by 560 Ω to 1 kΩ at one place, or switch it on in the adapter), no common ground, or a second master. Values are not harmed as long as the replies hold.",
      echo: "The adapter hears itself; Gantry takes the echo out. If the adapter has a switch for echo or half duplex, set it.",
      slow_slave:
        "Give it a longer reply timeout, or poll it less often, so that it does not hold up the others.",
      wrong_register:
        "The register map does not fit this unit: check model and firmware, the area (holding or input), and whether the manual counts addresses from 1.",
      overloaded:
        "More is asked than the line can carry. Poll slowly changing values less often, raise the baud rate, or divide the units over two lines.",
      late_replies: "The reply timeout is too short for a unit or a modem on the way: raise it.",
    },
    adviceTcp: {
      dead_slave:
        "Check its unit address; behind a gateway, also the line from there to the unit. Scan the link to see who answers.",
      bad_line:
        "Replies come damaged over the network: a serial line behind a gateway has a fault, or another protocol is spoken.",
      two_on_one_id: "Behind the gateway two units may have the same address: unplug one and look again.",
    },
  },
};
