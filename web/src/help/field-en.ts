import type { Topics } from "./topic.ts";

export const topics: Pick<
  Topics,
  "links" | "commission" | "wiring" | "orders" | "polling" | "dtu" | "served"
> = {
  links: {
    title: "Modbus links and units",
    text: `
A **link** is one cable or one connection: Modbus TCP, RTU over TCP, a serial port, or a DTU that calls in ([[dtu]]). Several units may be on it, also of different products; one request at a time goes over it.

A unit is a **device** put on a link with its unit address. What is read is the register map of its product: the tab “Registers” of a product, or a ready one from [[templates]].

- A serial port is called as its system calls it: \`/dev/serial/by-id/…\` or \`/dev/ttyUSB0\` on Linux, \`COM3\` on Windows.
- Links are dialled again by themselves after any outage; a unit that is silent is asked rarely, so that the others go on as before.
- A value carries the time at which it was read. What cannot be read is not repeated as new.
- On a device's page, **Registers** shows each value with its raw bytes, the last good read and the error; “Read all now” takes its turn on the bus.

**Commission units** leads from a cable to values in four steps ([[commission]]). How often registers are read: [[polling]]. The **Modbus server** shows any property of any device to your SCADA or panel ([[served]]).

Trouble? See [[wiring]] and [[orders]].`,
  },
  commission: {
    title: "Commission units",
    text: `
Commissioning leads from a cable to values. Everything is saved as you go: leave at any step and come back.

1. **Link**: choose the cable or connection, or make one. It has to be **Up**; if it is not, the reason stands beside it.
1. **Find units**: each address is asked for one register. Whoever answers, if only to refuse, is there. On a serial line other baud rates and parities can be tried too; meanwhile the units already on the link are not polled. You may also type addresses. Units are asked who they are (function 2B/0E); most have no word for it.
1. **What they are**: an existing product, one from a template ([[templates]]), or a new one. Where a unit says who it is, the templates that fit are offered. Each unit becomes a device.
1. **Values**: compare them with the unit's display. Where registers are missing, read some and press “Use”, or find them by what the display shows ([[orders]]).

At the end, mark the register map as compared, and save the product as a template of your own ([[templates]]) for the next units; as a file it goes to another Gantry.

Nobody answers? See [[wiring]].`,
  },
  wiring: {
    title: "RS-485 wiring and the bus doctor",
    text: `
RS-485 is one line from unit to unit, not a star. A goes to A and B to B; makers label them differently, so swap them when nobody answers.

- **Terminators** of 120 Ω at both ends of the line, and only there.
- A common ground beside A and B; the shield earthed at one end.
- Each unit has its own address; baud rate, parity and stop bits are the same for all.

The page of a link says how each unit does: answered, no reply, damaged, refused, and how fast. The **bus doctor** puts it in words:

- Silent from the start: power, address, line settings, A and B.
- Only one unit's replies are damaged: two units share its address.
- All replies are damaged: terminators, ground, stubs, drives nearby; try a lower baud rate.
- Replies lack their first bytes: the adapter turns round too late.
- Stray bytes around replies: the line floats between two frames (bias, ground), or there is a second master.
- Many refusals: the register map is not this unit's ([[orders]]).
- Bus nearly full: poll less often, or raise the baud rate.
- Registers read twice: two devices have one unit address. For two channels of a unit set the address offset of the second.

**Frames** shows the bytes on the wire with their meaning; the capture can be sent to the maker's support.`,
  },
  orders: {
    title: "Addresses, types and byte orders",
    text: `
Modbus knows registers of 16 bits. How they make a number is up to the maker:

- **Address**: Gantry counts from 0, as on the wire. Manuals often write \`40001\` for holding register 0, or count from 1.
- **Type**: whole numbers of 16, 32 or 64 bits, with or without sign; floats; BCD; bits.
- **Byte order**: A is the highest byte. \`ABCD\` is what Modbus suggests, \`CDAB\` (words swapped) is very common, \`DCBA\` and \`BADC\` are seen.
- **Scale**: 235 with scale 0.1 is 23.5.

Nobody needs to try by hand: read some registers, type the value that the unit's display shows, and Gantry lists every address, type, order and scale that fits. Do so for three different values; what is left is right. “Use” adds it to the register map.

A wrong area or address is answered with exception 02.`,
  },
  polling: {
    title: "How registers are polled",
    text: `
Each register belongs to a **poll group** of its product, or is read on demand only. Groups are changed on the tab “Registers” of the product, under “Unit and polling”.

- **Read every**: 0.01 s to a day. Neighbouring registers of a group are read together; “Gap read along” says how many unused ones may lie between.
- **Reported**: each reading, or only a change, and then at least every so often. A **deadband** of a register leaves small changes out.
- **Aligned to the clock**: at full minutes and hours, so that values of many units belong to the same moment.

Give slow values a slow group: a line at 9,600 baud carries about 40 short requests a second at best, shared by all units on it. The first page shows how busy each link is, and the bus doctor tells when more is asked than it can carry ([[wiring]]).

For a register that is written: limits, a step, and reading back after the write are among its further settings ([[control]]).`,
  },
  dtu: {
    title: "DTUs that call in",
    text: `
A DTU (4G modem or serial server) connects to Gantry by itself and passes the bytes of its RS-485 line on. Set its server address to this computer, and its port to the DTU listener's, shown under [[operations]] and above the list of unknown DTUs.

Gantry knows it by its first packet: a text, bytes, a regular expression, its IMEI or ICCID; or by OneNET's or yudao's login, or by its source address. Who calls and is not known is listed under **Unknown DTUs** with that packet; “Take this one” makes its link.

- Switch the registration packet on in the DTU, once at connecting.
- A **heartbeat** may be any bytes; enter them, and they are passed over even when they stick to a reply.
- Choose “Modbus RTU” unless the DTU itself converts to Modbus TCP.
- Mobile networks are slow: a reply timeout of 2 to 5 s is usual.`,
  },
  served: {
    title: "Gantry as a Modbus server",
    text: `
Your SCADA or panel reads Gantry like any Modbus unit: any property of any device, whatever it is connected by. Expose a value at a unit address and register of your choice; “Address list” is the table for whoever sets up the other side.

- It listens as soon as something is exposed; the port stands above the list. Serial lines can be added, where another system is the master.
- Modbus knows **no passwords**. Name the addresses that may connect, and keep the port inside the plant.
- **May be written**: what a client writes becomes a command to the device ([[control]]), held against the thing model and kept in the audit trail ([[audit]]). Many SCADA systems write the same value in every cycle: such a write is answered without a command while the device has confirmed the value and told no other. It becomes a command again after the time that is set, 10 minutes at first.
- A write of a **read-only** value is refused with exception 02, or acknowledged and dropped, for systems that write whole blocks.
- A value that was never seen, or is old, is answered as you choose: the last one, zero, or an exception. “State at register” tells the client which it is.

Addresses count from 0, as on the wire; \`40001\` in the list is holding register 0.`,
  },
};
