// Alink's reports: property post, batch, history, pack and event post (Alibaba, "device properties,
// events and services").

import { type Failure, failure } from "../../spine/error.ts";
import { isRecord } from "../check.ts";
import type { Report } from "../report.ts";

/** `thing/event/property/post`: `{Power: 1, Speed: {value: 2, time}}`. */
export function readPropertyPost(params: unknown, report: Report): void {
  if (!isRecord(params)) {
    report.failure = shape("params must be an object of properties");
    return;
  }
  for (const property in params) report.addProperty(property, params[property]);
  report.checkRequired();
}

/** `thing/event/{identifier}/post`: `{value: {...}, time}`; some firmware sends the parameters bare. */
export function readEventPost(identifier: string, params: unknown, report: Report): void {
  if (!isRecord(params)) report.failure = shape("params must be an object");
  else if ("value" in params) report.addEvent(identifier, params.value, params.time);
  else report.addEvent(identifier, params, undefined);
}

/** `thing/event/property/batch/post`: `{properties: {Power: [{value, time}]}, events: {evt: [{value, time}]}}`. */
export function readBatchPost(params: unknown, report: Report): void {
  if (!isRecord(params)) {
    report.failure = shape("params must be {properties, events}");
    return;
  }
  readLists(params.properties, (property, sent) => report.addProperty(property, sent));
  readLists(params.events, (event, sent) => {
    if (isRecord(sent)) report.addEvent(event, sent.value, sent.time);
  });
}

function readLists(lists: unknown, add: (identifier: string, sent: unknown) => void): void {
  if (!isRecord(lists)) return;
  for (const [identifier, list] of Object.entries(lists)) {
    for (const sent of Array.isArray(list) ? list : [list]) add(identifier, sent);
  }
}

/** `thing/event/property/pack/post`: a device's own part, and those of devices behind it in `subDevices`. */
export function readPackPost(params: unknown, report: Report): void {
  if (!isRecord(params)) {
    report.failure = shape("params must be {properties, events}");
    return;
  }
  const { subDevices = [] } = params;
  readPart(params, report);
  if (!Array.isArray(subDevices)) report.failure ??= shape("subDevices must be a list");
  else for (const part of subDevices) readPart(isRecord(part) ? part : {}, report);
}

/** What one device says, with `identity` for a device that is not the sender. */
function readPart(part: Record<string, unknown>, sender: Report): void {
  const report = sender.of(part.identity);
  if (!report) return;
  for (const lists of Array.isArray(part.properties) ? part.properties : [part.properties]) {
    readLists(lists, (property, sent) => report.addProperty(property, sent));
  }
  for (const lists of Array.isArray(part.events) ? part.events : [part.events]) {
    readLists(lists, (event, sent) => {
      if (isRecord(sent)) report.addEvent(event, sent.value, sent.time);
    });
  }
}

/** `thing/event/property/history/post`: a list of packs. */
export function readHistoryPost(params: unknown, report: Report): void {
  if (!Array.isArray(params)) report.failure = shape("params must be a list");
  else for (const item of params) readPackPost(item, report);
}

function shape(detail: string): Failure {
  return failure("payload_shape", { detail });
}
