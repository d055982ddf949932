// A link to a field bus as the first page has it.

export interface BusLine {
  id: number;
  name: string;
  state: "up" | "dialling" | "down" | "waiting";
  reason: string;
  /** Share of the last minute, 0 to 1. */
  load: number;
  slaves: number;
  silent: number;
  ailments: string[];
}
