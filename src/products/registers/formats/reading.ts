// What all readers of register maps share: names brought to identifiers, groups, points held to the schema. Readers
// never throw: a point that cannot be taken is told and left out.

import * as v from "valibot";
import { problemsOf, type SchemaProblem } from "../../../kit/schema-problem.ts";
import { FEATURE_PATTERN, IDENTIFIER_PATTERN } from "../../../spine/ids.ts";
import { MODEL_FEATURES } from "../../../spine/limits.ts";
import type { ThingModel } from "../../../spine/model.ts";
import {
  type PollGroup,
  REGISTER_AREAS,
  type RegisterArea,
  type RegisterMap,
  RegisterMapSchema,
  type RegisterPoint,
} from "../../../spine/register-map.ts";
import { type MapNotice, type MapNoticeCode, mapNotice, type NoticeParams } from "./notice.ts";

/** One unit of a file: a register map is of one. */
export interface MapPart {
  readonly name: string;
  readonly points: readonly RegisterPoint[];
  /** Those that the file tells of; points may name others that the product has. */
  readonly groups: readonly PollGroup[];
  readonly unit: Partial<RegisterMap["unit"]>;
  /** Identifiers to what the file calls them. */
  readonly names: ReadonlyMap<string, string>;
  readonly notices: readonly MapNotice[];
}

export interface MapReading {
  readonly parts: readonly MapPart[];
  /** Of the whole file; then it has no parts. */
  readonly problems: readonly SchemaProblem[];
}

export type Candidate = Readonly<Record<string, unknown>> & { readonly area: RegisterArea };

export interface GroupDraft {
  readonly name: string;
  readonly periodMs: number | undefined;
  readonly isAligned?: boolean | undefined;
  readonly report?: "every" | "change" | undefined;
  readonly heartbeatMs?: number | undefined;
}

const PERIOD_MIN_MS = 10;
const PERIOD_MAX_MS = 86_400_000;
const GROUPS_MAX = 32;
const FALLBACK_PERIOD_MS = 1_000;

export function refused(message: string, path = ""): MapReading {
  return { parts: [], problems: [{ path, message }] };
}

export class PartReading {
  readonly notices: MapNotice[] = [];
  readonly problems: SchemaProblem[] = [];
  readonly points: RegisterPoint[] = [];
  readonly #groups = new Map<string, PollGroup>();
  readonly #groupNames = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** `isStrict`: a point that is wrong is a problem of the file instead of a notice. */
  constructor(
    readonly model: ThingModel,
    readonly isStrict = false,
  ) {}

  say(code: MapNoticeCode, path: string, params: NoticeParams = {}): void {
    this.notices.push(mapNotice(code, path, params));
  }

  skip(path: string, point: string, reason: { readonly en: string; readonly zh: string }): void {
    if (this.isStrict) this.problems.push({ path, message: reason.en });
    else this.say("point_left_out", path, { point, reason });
  }

  /** The name of a group as points have it; its settings are those that come first. */
  group(draft: GroupDraft, path: string): string | null {
    const name = this.#groupName(draft.name, path);
    const known = this.#groups.get(name);
    if (known !== undefined) {
      if (draft.periodMs !== undefined && clamp(draft.periodMs) !== known.periodMs)
        this.say("group_differs", path, { group: name, field: { en: "period", zh: "周期" } });
      return name;
    }
    if (this.#groups.size >= GROUPS_MAX) return null;
    if (draft.periodMs === undefined)
      this.say("assumed", path, {
        field: { en: `period of ${name}`, zh: `${name} 的周期` },
        value: `${FALLBACK_PERIOD_MS} ms`,
      });
    this.#groups.set(name, {
      name,
      periodMs: clamp(draft.periodMs ?? FALLBACK_PERIOD_MS),
      isAligned: draft.isAligned ?? false,
      report: draft.report ?? "every",
      ...(draft.heartbeatMs === undefined ? {} : { heartbeatMs: draft.heartbeatMs }),
    });
    return name;
  }

  #groupName(from: string, path: string): string {
    const known = this.#groupNames.get(from);
    if (known !== undefined) return known;
    const taken = new Set(this.#groupNames.values());
    const plain = from
      .replace(/[^\w-]/g, "_")
      .replace(/^_+$/, "")
      .slice(0, 28);
    let name = plain === "" ? `group${taken.size + 1}` : plain;
    for (let n = 2; taken.has(name); n++) name = `${plain}_${n}`.slice(0, 32);
    if (name !== from) this.say("group_renamed", path, { from, to: name });
    this.#groupNames.set(from, name);
    return name;
  }

  /** The identifier that a name gets; undefined where it has one already, or the map is full. */
  identifier(name: string, candidate: Candidate, path: string): string | undefined {
    const { properties } = this.model;
    const byName = properties.filter((property) => property.name === name);
    const isKnown = properties.some((property) => property.identifier === name);
    let to = name;
    if (!isKnown && byName.length === 1 && byName[0]) {
      to = byName[0].identifier;
      this.say("matched", path, { from: name, to });
    } else if (!FEATURE_PATTERN.test(name)) {
      to = this.#free(plainName(name, candidate));
      this.say("renamed", path, { from: name, to });
    }
    if (this.#names.has(to)) {
      this.skip(path, name, { en: "an identifier is used twice", zh: "标识符重复" });
      return undefined;
    }
    if (this.#names.size >= MODEL_FEATURES) {
      this.skip(path, name, {
        en: `more than ${MODEL_FEATURES} points`,
        zh: `超过 ${MODEL_FEATURES} 个点位`,
      });
      return undefined;
    }
    this.#names.set(to, name);
    return to;
  }

  #free(name: string): string {
    let to = name;
    for (let n = 2; this.#names.has(to); n++) to = `${name.slice(0, 44)}_${n}`;
    return to;
  }

  /** Takes a point, or tells why not. Returns whether it was taken. */
  add(name: string, candidate: Candidate, path: string): boolean {
    if (!REGISTER_AREAS.includes(candidate.area)) {
      this.skip(path, name, { en: "its area is not known", zh: "寄存器区未知" });
      return false;
    }
    const identifier = this.identifier(name, candidate, path);
    if (identifier === undefined) return false;
    const named = Object.entries({ ...candidate, identifier }).filter(([, value]) => value !== undefined);
    const point = Object.fromEntries(named);
    const parsed = v.safeParse(RegisterMapSchema, { points: [{ ...point, group: null }] });
    const read = parsed.success ? parsed.output.points[0] : undefined;
    if (read === undefined) {
      this.#names.delete(identifier);
      this.#refuse(name, problemsOf(parsed.issues ?? []), path);
      return false;
    }
    const group = point.group === undefined ? "normal" : (point.group as string | null);
    this.points.push({ ...read, group });
    return true;
  }

  #refuse(name: string, problems: readonly SchemaProblem[], path: string): void {
    for (const problem of problems) {
      const field = problem.path.replace(/^points\[0\]\.?/, "");
      const message = field === "" ? problem.message : `${field} ${problem.message}`;
      if (this.isStrict) this.problems.push({ path: `${path} ${field}`.trim(), message: problem.message });
      else this.say("point_left_out", path, { point: name, reason: { en: message, zh: message } });
    }
  }

  end(name: string, unit: Partial<RegisterMap["unit"]> = {}): MapPart {
    const { points, notices } = this;
    return { name, points, groups: [...this.#groups.values()], unit, names: this.#names, notices };
  }
}

function clamp(periodMs: number): number {
  return Math.min(PERIOD_MAX_MS, Math.max(PERIOD_MIN_MS, Math.round(periodMs)));
}

/** Letters that there are; a name without any is made of the place: `holding12`. */
function plainName(name: string, { area, address }: Candidate): string {
  const plain = name
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 50);
  return IDENTIFIER_PATTERN.test(plain) ? plain : `${area}${Number(address) || 0}`;
}
