import { makeInput, splitAtRandom } from "./mutation.ts";
import { makeRandom } from "./random.ts";

/** A parser of a byte stream, as the fuzzer sees it. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid input from which mutations start. */
  readonly samples: readonly Buffer[];
  /** Feeds the chunks to a fresh parser; answers everything that came out, in a form that can be compared. */
  run(chunks: readonly Buffer[]): unknown | Promise<unknown>;
}

/** What broke: the input, so that it can become a case. */
export interface Finding {
  readonly seed: number;
  readonly inputHex: string;
  readonly why: string;
}

/**
 * Runs `runs` mutated inputs. The target must not throw, and must give the same for the bytes whole and in random
 * splits. Answers the first finding.
 */
export async function fuzz(target: FuzzTarget, seed: number, runs: number): Promise<Finding | undefined> {
  const random = makeRandom(seed);
  for (let i = 0; i < runs; i++) {
    const input = makeInput(target.samples, random);
    const chunks = splitAtRandom(input, random);
    const why = await compare(target, input, chunks);
    if (why !== undefined) return { seed, inputHex: input.toString("hex"), why };
  }
  return undefined;
}

async function compare(
  target: FuzzTarget,
  input: Buffer,
  chunks: readonly Buffer[],
): Promise<string | undefined> {
  try {
    const whole = JSON.stringify(await target.run([Buffer.from(input)]));
    const split = JSON.stringify(await target.run(chunks));
    return whole === split ? undefined : `whole: ${whole}, split: ${split}`;
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : String(error)}`;
  }
}
