// Rewriting the stored values of a property to its new type, a few devices at a time, over restarts.

import * as v from "valibot";
import { type DataType, DataTypeSchema } from "../../spine/model.ts";

const InputSchema = v.object({ productKey: v.string(), identifier: v.string(), dataType: DataTypeSchema });
export type ConversionInput = v.InferOutput<typeof InputSchema>;
const CheckpointSchema = v.object({ afterId: v.number(), done: v.number() });

/** What is asked of the rooms that hold devices and values. */
export interface ConversionPorts {
  /** Ids in rising order behind `after`. */
  idsOf(productKey: string, page: { after: number; limit: number }): readonly number[];
  countDevices(productKey: string): number;
  /** Resolves when all that was accepted so far can be converted. */
  settled(): Promise<void>;
  convert(change: {
    deviceIds: readonly number[];
    property: string;
    dataType: DataType;
  }): Promise<{ points: number; converted: number; failed: number; damaged: number }>;
}

/** Of a job's context what is used here. */
interface ConversionContext {
  readonly input: ConversionInput;
  readonly checkpoint: unknown;
  progress(done: number, total?: number): void;
  count(name: string, by?: number): void;
  save(checkpoint: unknown): void;
  turn(): Promise<void>;
}

export const CONVERSION_KIND = "product.convert-history";
const DEVICES_AT_ONCE = 32;

/** The kind of job; what it did of a portion when it was cut off is done again, to the same end. */
export function makeConversionKind(ports: ConversionPorts) {
  return {
    kind: CONVERSION_KIND,
    input: InputSchema,
    needs: { area: "thing models", action: "manage" } as const,
    async run(context: ConversionContext): Promise<void> {
      const { productKey, identifier, dataType } = context.input;
      const saved = v.safeParse(CheckpointSchema, context.checkpoint);
      let { afterId, done } = saved.success ? saved.output : { afterId: 0, done: 0 };
      await ports.settled();
      for (;;) {
        context.progress(done, Math.max(done, ports.countDevices(productKey)));
        const deviceIds = ports.idsOf(productKey, { after: afterId, limit: DEVICES_AT_ONCE });
        const last = deviceIds.at(-1);
        if (last === undefined) return;
        const counts = await ports.convert({ deviceIds, property: identifier, dataType });
        for (const [name, by] of Object.entries(counts)) if (by > 0) context.count(name, by);
        afterId = last;
        done += deviceIds.length;
        context.save({ afterId, done });
        await context.turn();
      }
    },
  };
}
