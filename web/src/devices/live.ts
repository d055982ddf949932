// A device's values as they come: the newest from the server, then the stream, with a short trail for sparklines.

import { useQuery } from "@tanstack/react-query";
import { useEffect, useReducer, useRef, useState } from "react";
import { api, type DeviceKey, livePath } from "../api.ts";
import { serverNow } from "../call.ts";
import type { Json, LatestPoint } from "../contract.ts";
import { queries, queryClient } from "../queries.ts";

export interface LiveValue {
  readonly ts: number;
  readonly value: Json;
  readonly quality: number;
}
export type Trail = [number, number][];
export type LiveStatus = "connecting" | "open" | "lost";
export interface Live {
  readonly values: ReadonlyMap<string, LiveValue>;
  readonly trails: ReadonlyMap<string, Trail>;
  readonly status: LiveStatus;
}

export const TRAIL_MS = 10 * 60_000;
const TRAIL_POINTS = 600;
/** The page is drawn at most this often, however fast the device reports. */
const DRAW_EVERY_MS = 300;
const RECONNECT_MS = 3_000;

/** A value as a number to draw: switches as 0 and 1, long integers approximately; undefined when it is none. */
export function toDrawable(value: Json): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) return Number(value);
  return undefined;
}

interface Store {
  values: Map<string, LiveValue>;
  trails: Map<string, Trail>;
}

function take(store: Store, point: Pick<LatestPoint, "property" | "ts" | "value" | "quality">): void {
  const known = store.values.get(point.property);
  if (known === undefined || known.ts <= point.ts) {
    store.values.set(point.property, { ts: point.ts, value: point.value, quality: point.quality });
  }
  const drawable = toDrawable(point.value);
  if (drawable === undefined) return;
  const trail = store.trails.get(point.property) ?? [];
  store.trails.set(point.property, trail);
  const last = trail.at(-1);
  if (last !== undefined && last[0] >= point.ts) return;
  trail.push([point.ts, drawable]);
  if (trail.length > TRAIL_POINTS) trail.splice(0, trail.length - TRAIL_POINTS);
}

interface StreamHandlers {
  readonly onPoints: (points: LatestPoint[]) => void;
  readonly onStatus: (status: LiveStatus) => void;
}

/** Follows the stream until the returned function is called; opens it anew when the server ends it. */
function followStream(key: DeviceKey, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(livePath(key.productKey, key.deviceName));
    source.onopen = () => handlers.onStatus("open");
    source.addEventListener("property", (event) => {
      handlers.onPoints((JSON.parse(event.data) as { points: LatestPoint[] }).points);
    });
    for (const kind of ["state", "event"]) {
      source.addEventListener(kind, () => {
        void queryClient.invalidateQueries({ queryKey: ["journal", key.productKey, key.deviceName] });
        if (kind === "state") {
          void queryClient.invalidateQueries({
            queryKey: ["devices", "one", key.productKey, key.deviceName],
          });
        }
      });
    }
    source.onerror = () => {
      handlers.onStatus("lost");
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RECONNECT_MS);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Fills the trails with the last minutes, so that sparklines are there at once. */
async function fetchTrails(key: DeviceKey, properties: readonly string[]): Promise<Map<string, Trail>> {
  const toMs = serverNow();
  const { series } = await api.history(key, { properties, fromMs: toMs - TRAIL_MS, toMs, maxPoints: 200 });
  const trails = new Map<string, Trail>();
  for (const one of series) {
    const points = one.points.flatMap(([ts, value]): Trail => {
      const drawable = toDrawable(value);
      return drawable === undefined ? [] : [[ts, drawable]];
    });
    trails.set(one.property, points);
  }
  return trails;
}

interface PastTrails {
  readonly key: DeviceKey;
  readonly store: Store;
  readonly latest: readonly LatestPoint[] | undefined;
  readonly draw: () => void;
}

function usePastTrails({ key, store, latest, draw }: PastTrails): void {
  const isAsked = useRef(false);
  useEffect(() => {
    const properties = (latest ?? [])
      .filter((one) => toDrawable(one.value) !== undefined)
      .map((one) => one.property);
    if (isAsked.current || properties.length === 0) return;
    isAsked.current = true;
    fetchTrails(key, properties.slice(0, 50)).then(
      (trails) => {
        for (const [property, past] of trails) {
          const firstMs = store.trails.get(property)?.[0]?.[0] ?? Number.POSITIVE_INFINITY;
          const older = past.filter(([ts]) => ts < firstMs);
          store.trails.set(property, [...older, ...(store.trails.get(property) ?? [])]);
        }
        draw();
      },
      () => undefined, // sparklines then begin with the stream
    );
  }, [key, latest, store, draw]);
}

export function useLive(key: DeviceKey): Live {
  const latest = useQuery({ ...queries.latest(key), refetchInterval: 30_000 });
  const [status, setStatus] = useState<LiveStatus>("connecting");
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [store] = useState<Store>(() => ({ values: new Map(), trails: new Map() }));
  const { productKey, deviceName } = key;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = followStream(
      { productKey, deviceName },
      {
        onStatus: setStatus,
        onPoints(points) {
          for (const point of points) take(store, point);
          timer ??= setTimeout(() => {
            timer = undefined;
            draw();
          }, DRAW_EVERY_MS);
        },
      },
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [productKey, deviceName, store]);
  const items = latest.data?.items;
  useEffect(() => {
    for (const point of items ?? []) take(store, point);
    draw();
  }, [items, store]);
  usePastTrails({ key, store, latest: items, draw });
  return { values: store.values, trails: store.trails, status };
}
