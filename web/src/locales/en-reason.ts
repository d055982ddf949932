// Why a device changed its state, by the code of the event.

export const en = {
  connected: "connected",
  disconnected: "signed off properly",
  connection_closed: "connection closed",
  keepalive_timeout: "nothing heard within the keep-alive time",
  taken_over: "another connection with the same credentials took over",
  kicked: "closed by an operator",
  device_disabled: "the device was disabled",
  product_disabled: "the product was disabled",
  device_deleted: "the device was deleted",
  server_stopped: "Gantry was stopped",
  server_stopping: "Gantry was stopped",
  server_restart: "Gantry was restarted",
  shutdown: "Gantry was stopped",
  malformed_packet: "sent a malformed packet",
  protocol_error: "broke the protocol",
  packet_too_large: "sent a packet that is too large",
  not_ready: "Gantry was stopping",
};
