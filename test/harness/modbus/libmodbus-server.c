/* Slaves of libmodbus: `tcp <count>` servers on free ports, or `rtu <device> <baud> <unit>` on a serial line.
 * Writes the ports as JSON on one line (of a serial line []), then answers until it is killed. Each server holds 100 of
 * everything: holding registers their address, input registers a thousand more, coils 0, discrete inputs 1 0 1 0... */
#include <errno.h>
#include <modbus.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SIZE 100
#define MOST 4096

static struct pollfd polled[MOST];
static modbus_t *contexts[MOST];
static modbus_mapping_t *mappings[MOST];
static int used;

static modbus_mapping_t *make_mapping(void) {
  modbus_mapping_t *mapping = modbus_mapping_new(SIZE, SIZE, SIZE, SIZE);
  for (int at = 0; at < SIZE; at++) {
    mapping->tab_registers[at] = at;
    mapping->tab_input_registers[at] = 1000 + at;
    mapping->tab_input_bits[at] = at % 2 == 0;
  }
  return mapping;
}

static void add(int fd, modbus_t *context, modbus_mapping_t *mapping) {
  if (used == MOST) {
    close(fd);
    return;
  }
  polled[used] = (struct pollfd){.fd = fd, .events = POLLIN};
  contexts[used] = context;
  mappings[used++] = mapping;
}

static void drop(int at) {
  close(polled[at].fd);
  used--;
  polled[at] = polled[used];
  contexts[at] = contexts[used];
  mappings[at] = mappings[used];
}

static int port_of(int fd) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  getsockname(fd, (struct sockaddr *)&address, &size);
  return ntohs(address.sin_port);
}

static void serve_tcp(int count) {
  for (int at = 0; at < count; at++) {
    modbus_t *context = modbus_new_tcp("127.0.0.1", 0);
    int fd = modbus_tcp_listen(context, 16);
    if (fd < 0) exit(1);
    add(fd, context, make_mapping());
    printf("%s%d", at == 0 ? "[" : ",", port_of(fd));
  }
  puts("]");
  fflush(stdout);
  unsigned char query[MODBUS_TCP_MAX_ADU_LENGTH];
  for (;;) {
    poll(polled, used, -1);
    for (int at = used - 1; at >= 0; at--) {
      if (polled[at].revents == 0) continue;
      if (at < count) {
        int fd = accept(polled[at].fd, NULL, NULL);
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
        if (fd >= 0) add(fd, contexts[at], mappings[at]);
        continue;
      }
      modbus_set_socket(contexts[at], polled[at].fd);
      int size = modbus_receive(contexts[at], query);
      if (size < 0) drop(at);
      else if (size > 0) modbus_reply(contexts[at], query, size, mappings[at]);
    }
  }
}

static void serve_rtu(const char *device, int baud, int unit) {
  modbus_t *context = modbus_new_rtu(device, baud, 'E', 8, 1);
  modbus_mapping_t *mapping = make_mapping();
  modbus_set_slave(context, unit);
  if (modbus_connect(context) < 0) exit(1);
  puts("[]");
  fflush(stdout);
  unsigned char query[MODBUS_RTU_MAX_ADU_LENGTH];
  for (;;) {
    int size = modbus_receive(context, query);
    if (size > 0) modbus_reply(context, query, size, mapping);
    else if (size < 0 && errno == EIO) exit(0);
  }
}

int main(int count, char **words) {
  if (count == 3 && strcmp(words[1], "tcp") == 0) serve_tcp(atoi(words[2]));
  if (count == 5 && strcmp(words[1], "rtu") == 0) serve_rtu(words[2], atoi(words[3]), atoi(words[4]));
  fputs("tcp <count> | rtu <device> <baud> <unit>\n", stderr);
  return 2;
}
