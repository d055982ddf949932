// What serial ports are called where Gantry runs on Windows.

export const en = {
  comPort: {
    label: "Port",
    note: "COM1 to COM256, as the Device Manager shows it.",
    knownNote:
      "Windows keeps the number for an adapter with a serial number of its own; others get one per socket.",
    none: "No serial port was found on the computer that runs Gantry. Plug the adapter in, or look for its driver in the Device Manager.",
    wrong: "COM1 to COM256",
  },
};
