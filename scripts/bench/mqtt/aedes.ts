// Aedes in a process of its own: lets everyone in, prints its port.

import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";

// Its own bounds would drop or refuse what the benchmark counts.
const broker = await Aedes.createBroker({ maxClientsIdLength: 64, queueLimit: 10_000, drainTimeout: 0 });
const server = createServer((socket: Socket) => {
  socket.setNoDelay(true);
  broker.handle(socket);
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4_096 }, () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : 0 }));
});
