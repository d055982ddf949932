// Limits that hold everywhere. A limit that an operator may want to change is in config.ts instead.

/** Largest MQTT packet accepted, bytes, unless the listener says otherwise. */
export const MQTT_PACKET_BYTES = 256 * 1024;
/** Most points in one uplink (Alink allows 200 properties; batch and history carry several times each). */
export const POINTS_PER_UPLINK = 5_000;
/** Longest MQTT topic, bytes. */
export const TOPIC_BYTES = 1_024;
/** A source time further in the future than this is refused (Alink: 24 h). */
export const FUTURE_MS = 24 * 3_600_000;
/** Longest text value, bytes. */
export const TEXT_BYTES = 10_240;
/** Most sub-devices that are bound to one gateway (Alibaba and OneNET: 1500). */
export const CHILDREN_PER_GATEWAY = 1_500;
/** Most tags of one device. */
export const TAGS_PER_DEVICE = 100;
/** Most groups of devices. */
export const DEVICE_GROUPS = 5_000;
/** How deep groups may stand within each other. */
export const GROUP_DEPTH = 8;
/** How long a deleted device can be restored, days. */
export const TRASH_DAYS = 7;
/** Most saved views of devices. */
export const DEVICE_VIEWS = 500;
/** Most devices that one request changes at once; of more a job is made. */
export const BULK_AT_ONCE = 200;
/** Most features (properties + events + services) in a thing model. */
export const MODEL_FEATURES = 1_000;
/** Most modules in a thing model. */
export const MODEL_MODULES = 50;
/** Most rows in a product's mapping of topics. */
export const MAPPING_ROWS = 50;
/** Most properties that one row of it names. */
export const MAPPING_PROPERTIES = 100;
/** Most entries in a table of values. */
export const MAPPING_VALUES = 100;
/** Most data streams of one device: keys that it reports and its thing model does not know. */
export const STREAMS_PER_DEVICE = 500;
/** Longest name of a data stream, characters. */
export const STREAM_NAME_CHARS = 128;
/** Most commands that wait for one device. */
export const COMMANDS_PER_DEVICE = 100;
/** Largest request of one command, bytes of JSON. */
export const COMMAND_BYTES = 65_536;
