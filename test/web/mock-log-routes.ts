// The stand-in's part for the event log and the dead letters.

import { type Answer, type Call, listing, Problem } from "./mock-call.ts";
import { mockLog, targetsOf } from "./mock-log.ts";

export const LOG_ROUTES: Readonly<Record<string, (call: Call) => Answer>> = {
  "GET /log": () => mockLog(Date.now()),
  "GET /dead-letters": ({ world, url }) => {
    const target = url.searchParams.get("target");
    const letters = world.letters.filter((letter) => !target || letter.target === target);
    const { total: _, ...page } = listing(letters, url) as { total: number };
    return { ...page, targets: targetsOf(world.letters) };
  },
  "GET /dead-letters/:id": ({ world, params }) => ({
    ...world.letters.find((letter) => String(letter.id) === params.id),
    event: { kind: "event", identifier: "overload", level: "alert", output: { force: 412.5 } },
  }),
  "POST /dead-letters/:id/replay": ({ world, params }) => {
    const letter = world.letters.find(({ id }) => String(id) === params.id);
    if (letter?.target !== "journal")
      throw new Problem(409, "dead_letter_no_target", `${letter?.target} is not running.`);
    world.letters = world.letters.filter((one) => one !== letter);
    return 204;
  },
  "POST /dead-letters/:id/discard": ({ world, params }) => {
    world.letters = world.letters.filter(({ id }) => String(id) !== params.id);
    return 204;
  },
  "POST /dead-letters/discard": ({ world, body }) => {
    const left = world.letters.filter(({ target }) => target !== body.target);
    const discarded = world.letters.length - left.length;
    world.letters = left;
    return { discarded, left: left.length };
  },
};
