// What a load process is asked to do, and what it answers.

/** A client; `{n}` in its texts stands for its number. */
export interface PeerPlan {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Published to, or the filter that is subscribed. */
  readonly topic: string;
}

/** Publishes and receives until the time is over. */
export interface RelayPlan {
  readonly kind: "relay";
  readonly port: number;
  /** Whose CPU time is taken. */
  readonly serverPid: number;
  readonly publishers: number;
  readonly publisher: PeerPlan;
  readonly subscribers: number;
  readonly subscriber: PeerPlan;
  /** Of publishing and subscribing. */
  readonly qos: 0 | 1;
  /** Packets in a write. */
  readonly burst: number;
  /** How many subscribers get a message. */
  readonly fan: number;
  /** QoS 1 messages of a publisher that may lack their acknowledgement. */
  readonly window: number;
  /** Messages on the way to one subscriber at most; all publishers wait for it. */
  readonly aheadMessages: number;
  /** Over all publishers; 0: as fast as they are taken. */
  readonly ratePerSec: number;
  readonly payloadBytes: number;
  readonly warmUpS: number;
  readonly seconds: number;
}

/** Logs in and stays until its standard input is closed. */
export interface CrowdPlan {
  readonly kind: "crowd";
  readonly port: number;
  readonly serverPid: number;
  readonly peers: number;
  readonly peer: PeerPlan;
  /** Logins under way at once. */
  readonly concurrency: number;
}

export type LoadPlan = RelayPlan | CrowdPlan;

/** Rates and CPU over the measured time only. */
export interface RelayResult {
  readonly seconds: number;
  readonly sentPerSec: number;
  readonly receivedPerSec: number;
  readonly ackedPerSec: number;
  /** User and system time of the server for a million messages that arrived (or were taken, without subscribers). */
  readonly cpuSecPerMillion: number;
  readonly serverCpuPercent: number;
  readonly generatorCpuPercent: number;
  /** From the write to the arrival of the oldest message in each read. */
  readonly deliveryMsP50: number;
  readonly deliveryMsP99: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  /** Sent and not arrived three seconds after the end. */
  readonly lost: number;
  readonly closed: number;
}

export interface CrowdResult {
  readonly up: number;
  readonly refused: number;
  readonly connectionsPerSec: number;
  readonly loginMsP50: number;
  readonly loginMsP99: number;
  readonly serverCpuMsPerConnection: number;
}

export function numbered(plan: PeerPlan, n: number): PeerPlan {
  const fill = (text: string) => text.replaceAll("{n}", String(n));
  return {
    clientId: fill(plan.clientId),
    username: fill(plan.username),
    password: fill(plan.password),
    topic: fill(plan.topic),
  };
}
