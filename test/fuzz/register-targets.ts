import { proposeMap } from "../../src/products/registers/merge.ts";
import { MAP_EXPORTS, readMapFile, writeMapFile } from "../../src/products/registers/register-file.ts";
import { EMPTY_REGISTER_MAP } from "../../src/spine/register-map.ts";
import { FULL, MODEL } from "../products/registers/rig.ts";
import type { FuzzTarget } from "./target.ts";

const YUDAO = [
  "identifier,name,functionCode,registerAddress,registerCount,byteOrder,rawDataType,scale,pollInterval,status",
  "power,Power,3,18,2,CDAB,FLOAT,0.1,5000,0",
  "relay,Relay,1,0,1,AB,BOOLEAN,1,1000,0",
].join("\n");

/** A whole map in every form that is written, and the one that is only read. */
const SAMPLES = await Promise.all(
  MAP_EXPORTS.map(async (format) => {
    const { content } = await writeMapFile(FULL, { format, productKey: "p", model: MODEL, language: "en" });
    return Buffer.from(content);
  }),
);

const file: FuzzTarget = {
  name: "registers/file",
  samples: [...SAMPLES, Buffer.from(YUDAO)],
  async run(chunks) {
    const { parts, problems } = await readMapFile(Buffer.concat([...chunks]), MODEL);
    // What a reader takes must be a map that can be proposed.
    const proposed = parts.map((part) => {
      const { map } = proposeMap(EMPTY_REGISTER_MAP, { part, mode: "replace", model: MODEL });
      return [map.points.length, map.groups.length];
    });
    return [proposed, problems.length];
  },
};

export const REGISTER_TARGETS: readonly FuzzTarget[] = [file];
