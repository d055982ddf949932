import { topics as fieldTopics } from "./field-en.ts";
import type { Topics } from "./topic.ts";

export const topics: Topics = {
  start: {
    title: "First steps",
    text: `
Gantry connects devices, keeps what they report and shows it. Three things have to be there before values arrive:

1. A **product**: what a kind of device can report and do ([[products]], [[model]]).
1. A **device** of that product, with credentials of its own ([[devices]]).
1. The device's program or settings, ready to paste on the device's Connect tab ([[connect]]).

The overview shows whether all is well: devices by state, messages a second, what needs attention, and the machine itself.

Press \`Ctrl\`+\`K\` (\`⌘\`+\`K\` on a Mac) anywhere to go to a device, product or page by name, and \`?\` for all shortcuts.`,
  },
  connect: {
    title: "Connect a device",
    text: `
The **Connect** tab of a device has programs and settings with its own credentials in them: copy, run, and the first values appear in the Live tab.

Devices speak MQTT (3.1, 3.1.1 or 5.0), plain, over TLS, or over WebSocket. Operations shows the addresses and ports ([[operations]]).

Devices that were made for Alibaba Cloud, OneNET, ThingsBoard, JetLinks or yudao keep their topics and payloads: only the address changes. The **Topics** tab of a product lists the topics of each.

**It does not connect?**

- Look at Operations, Refused: each login that was turned away is there with its cause and what helps ([[refusals]]).
- Nothing there? Then nothing arrived: check address, port and firewall.
- The device is in no list yet? See “Unknown devices” ([[strangers]]).`,
  },
  devices: {
    title: "Devices and their states",
    text: `
A device belongs to one product for good, and is named by \`productKey/deviceName\`.

- **Never connected**: created, no login yet.
- **Online**: it has a session, or has just reported.
- **Stale**: it counts as connected, but has not reported for as long as the product's rule allows.
- **Offline**: its session has ended; the reason stands beside it.
- **Disabled**: it may not log in. Its values stay.

A click on a device opens its newest values; from there its charts, its log, how to connect it, and its settings. Search, filters and columns of the list can be kept ([[lists]]).`,
  },
  control: {
    title: "Commands to a device",
    text: `
The **Control** tab sets the properties that the thing model marks as writable, and calls its services. Values are held against the thing model first: type, range, step.

A command is stored before it is sent. A device that is offline gets it when it is back, until the time that you chose has passed; with "not at all" it fails at once. Commands of one device go in order, one at a time, and none is sent twice, not even after a restart.

- **Waits**: not sent yet; the reason stands beside it. It can be cancelled.
- **Sent**: the device has it and has not answered.
- **Done**: the device answered, reported the new values, or the field bus wrote them. Where a device confirms nothing, it was delivered.
- **Failed**: refused, or no answer in time; then it is not known whether it was carried out.
- **Expired**: the device did not come back in time.

"Takes nothing on ..." means that the device is connected but has not subscribed to the topic on which commands come ([[connect]] shows it). Every command is in the audit trail ([[audit]]) and in the device's log ([[journal]]).`,
  },
  strangers: {
    title: "Unknown devices",
    text: `
Who logs in with names that are not registered appears here, one row each, kept in memory for a day.

**Adopt** makes it a device of a product of your choice, with the secret that it sent where it sent one. **Dismiss** hides it until it has stayed away for a day.

Registered devices that are refused are not here but under Refused ([[refusals]]).`,
  },
  groups: {
    title: "Groups and tags",
    text: `
A device stands in one place of a **tree of groups**, such as site, line and machine. A group takes in everything below it when you filter.

The tree stands beside the list of devices; on a phone behind the button **Groups**. A click filters the list, the bar beside a group shows how many of its devices are online, stale or offline. Drag a group onto another one, or use keys: the arrows walk, **Alt** with an arrow moves a group, **F2** changes it, **Delete** deletes it. What is in a deleted group goes up to the one above.

Select devices in the list to move them to a group or to tag them, also all that match a filter at once.

**Tags** are free words, with or without a value (\`line=3\`); a device may have many.

A **dynamic group** is a saved filter: devices that match it belong to it, without being put there. Set the filters, then **Save the filter as a group**; saving under a name that is there gives that group the new filter.

Deleted devices wait in the **trash** for seven days and can be restored with their history.`,
  },
  import: {
    title: "Import devices",
    text: `
Many devices come from a file: CSV or XLSX, one row each, the first row naming the columns.

1. Choose the file. A bar shows how much of it is uploaded; the upload can be cancelled. Nothing is changed yet: a **dry run** says what would be created, what changed, and which rows are wrong and why.
1. Mend the file, or go on without the wrong rows.
1. The import runs as a job ([[jobs]]): it shows its progress, and goes on where it was after a restart.

Rows that name a device which is there already change that device. Who reaches only some groups changes the devices in these and creates new ones there: the column of the group says where, with its whole path. Every other row is refused with its reason.`,
  },
  products: {
    title: "Products",
    text: `
A product is a kind of device. All of its devices share its thing model ([[model]]), its way of speaking, and its rules.

- **Validation** decides about values that do not fit the model: stored as they are, stored and flagged, or refused.
- **Dynamic registration** lets devices that know only the product's secret fetch one of their own. It is off by default; switch it off again when commissioning is over. When the product's secret or access key is replaced, the old one can stay good for up to 30 days, until every firmware has the new one.
- **Retention**: how long values are kept, before the disk's own limits ([[disk]]).

- **Dialects** say how its devices may log in; a login in another one is refused, with the reason in the device's log.
- **Presence**: after how long without a report a device is stale, and offline.

A **draft** may change in every way. **Published**, others rely on it: it cannot be deleted, its type of device stays, and its thing model changes by publishing a draft ([[versions]]).

**Copy** makes a product like it, with secrets of its own. **Export** gives one file with settings, thing model, mapping and register map; **Import** shows the differences before anything changes.

A product that still has devices cannot be deleted.`,
  },
  templates: {
    title: "Product templates",
    text: `
Templates are ready-made products for common equipment: power meters, drives, controllers, sensors and more. Each has a thing model ([[model]]), and a register map where the equipment speaks Modbus.

**Create a product** from a template and it is yours: change it as you like, the template stays.

**Save as template** on a product's page, or at the end of commissioning, keeps a product of your own here: its thing model, register map, mapping and settings, with kind, maker, notes, sources and how the unit is delivered. Secrets and devices stay out. Yours are marked “Own” and stand first. From a template's menu:

- **Edit name and notes**: also who compared it with which unit; your name and the time are kept.
- **Replace by a product**: you see the difference first. Where registers change, the mark goes unless you set it anew.
- **Export as a file**: another Gantry takes it with **Import template**, and replaces it when you bring a newer one. Products, Import takes the same file and makes a product of it.
- **Delete**: products that were made of it stay.

There may be 500 templates of your own, of 2 MiB each.

Register maps are marked with their source. Hold them against the manual of your unit before you rely on them: makers change registers between models and versions.`,
  },
  model: {
    title: "The thing model",
    text: `
The thing model says what devices of a product can do:

- **Properties**: values with a type, unit and range. \`r\` is reported, \`rw\` can also be set.
- **Events**: things that happen (info, alert, error), with values of their own.
- **Services**: what the device can be asked to do.

Identifiers are what devices send: letters, digits and \`_\`. The name is what people read.

A device of several parts can have **modules**: a feature of a module is sent with the module in front, \`Battery:level\`, as Alibaba's SDKs do.

The table works like a spreadsheet: type to replace a cell, Enter or F2 to edit it, Tab and arrows to move, Ctrl+D to duplicate a row, Ctrl+Z to undo. **Paste a table** takes rows from Excel or WPS, with headings in English or Chinese, and shows what each becomes before they are taken over. What is wrong is marked in its cell.

Each save makes a version; of a published product it makes a draft, which you publish ([[versions]]). **Import** and **Export** take and give the files of other platforms, and tables.

Properties can also be calculated from others ([[formulas]]), or made of what devices report beside the model ([[streams]]).

Devices with payloads of their own need a mapping to it ([[mapping]]).`,
  },
  versions: {
    title: "Versions of a thing model",
    text: `
Every thing model that was ever in force is kept. Compare any two, or one with the draft: what is new, gone and other, field by field, and what may break devices or applications.

**Publish** puts the draft in force; **Roll back** brings an older version back as a new one. A draft waits until it is published or discarded.

When a property with stored values gets another type, publishing asks what becomes of them:

- **Keep**: they stay as they are, beside the new ones.
- **Convert**: they are rewritten in the background ([[jobs]]). What has no meaning in the new type stays as it was and is marked bad.
- **Separate**: the old history goes on as \`name@v3\`, in charts and exports too; the new one starts empty.

**Import** reads Alibaba's TSL and ThingModelJson, yudao, OneNET, JetLinks, CSV and Excel. It says what it recognised, what would change, and what the file has that cannot be taken over, before anything is saved. **Export** writes the same formats, and says what they have no words for.`,
  },
  formulas: {
    title: "Calculated properties",
    text: `
A property can be calculated from others, before it is stored: charts, exports, rules and pushes see it like a reported one. Choose where its values come from in the property's form.

- **Formula**: calculated whenever a property in it is reported. \`+ - * / % ^\`, comparisons, \`and\`, \`or\`, \`not\`, \`c ? x : y\`, functions as \`round(x, 2)\`. Text stands in single quotes, an odd identifier in double ones: \`"pump:speed"\`. \`prev(x)\` is the value before, \`dt()\` the seconds since the last result.
- **Counter**: the total of all increases. A fall to less than half is a restart at zero; with a rollover, a fall that makes a small increase is one. Small steps back count nothing.
- **Integral**: a rate over time by trapezoids, as kWh from kW; a switch gives the time that it was on.

Where an operand has no value there is no result, unless \`coalesce(x, 0)\` or \`has(x)\` says otherwise. A division by zero is told once in the device's log.

A result is as good as the worst value that it was made of. Late values do not change totals; a formula without \`prev\` and \`dt\` is also calculated for older times, where all its values came with that very time.`,
  },
  streams: {
    title: "Data streams",
    text: `
A data stream is a key that a device reports and its thing model does not know. In the data mode **data streams** each is stored as it comes; a device may have 500 of them. What comes beyond is refused and told in its log.

Streams are in the live view, in charts and in exports like properties. The **Data streams** tab looks at what was stored and proposes a type and a range for each; those that you choose become properties, with their history. Of a published product they go into the draft of its model ([[model]]).

A key with a slash or a blank cannot be an identifier: map it to a property ([[mapping]]).`,
  },
  mapping: {
    title: "Mapping of topics",
    text: `
Devices with topics and payloads of their own keep them: the mapping of their product says what is read from where.

One row takes one topic pattern (\`+\` stands for one part) and reads JSON by keys and paths, plain text, or Sparkplug B. Ready-made mappings are there for Tasmota, Shelly, Zigbee2MQTT and others.

**Try it** with a topic and a payload before you save: it shows what would be stored.`,
  },
  ...fieldTopics,
  movein: {
    title: "Move in from another platform",
    text: `
Devices that were made for Alibaba Cloud or OneNET connect unchanged when product keys, device names and secrets stay the same.

1. Import the product's thing model as that platform exports it.
1. Import the list of its devices with their secrets.
1. Point the devices to this server: by their settings, or by the name in your DNS.

The page says what remains to be done. What cannot be moved are secrets that the other platform does not give out.`,
  },
  charts: {
    title: "Charts and comparisons",
    text: `
A device's **Chart** tab shows its properties over time; **Data** compares properties of several devices.

Long ranges are shown by interval (minute, hour, and day, week, month or shift of the site) with average, minimum, maximum or sum. Drag to zoom, double-click to go back. Times are in your own zone, which you choose under **Settings**, My account; the days are those of the site's zone, named below the chart.

A strip below the line marks values that came late or that the device itself called bad. **Export** saves every point as CSV or XLSX; the address of the page holds range and choice, so it can be sent to somebody.`,
  },
  lists: {
    title: "Lists: search, filters, columns",
    text: `
All long lists work the same way.

- **Search and filters** are in the page's address: a reload keeps them, a link carries them.
- **Saved filters** (the bookmark) keep a set of them under a name, for you alone, in any browser.
- **Columns and density** are remembered for you.
- **Export** saves all rows that match as CSV.
- **Keys**: \`/\` goes to the search, \`↑\` \`↓\` walk the rows, \`Enter\` opens one, \`Space\` selects one.

On a phone each row becomes a card.`,
  },
  operations: {
    title: "Operations: is the server well?",
    text: `
**State** shows each listener with its address and connections, the event log, the telemetry store and the process.

- A **listener** that failed says why; most often its port is taken.
- **Commit p99** is how long a device waits for its acknowledgement at worst. It follows the disk.
- **Readers** of the log say how far behind each one is. What is behind is not lost: it is read when there is time.

See also [[disk]], [[refusals]] and [[broker]]. For monitoring there is \`/metrics\` in the form of Prometheus (to this machine and private networks; \`http.metrics\`), and \`gantry doctor\` on the machine itself.`,
  },
  refusals: {
    title: "Refusals and bans",
    text: `
A **refusal** is a login or a message that was turned away. Each says why, in words and with a code; “Why?” takes a login apart and shows what was expected.

Frequent causes:

- The secret or the token is another device's, or expired.
- The clock of the device is wrong, so that its token is not yet or no longer valid.
- A value is outside of the range in the thing model ([[model]]), and the product validates strictly.

Who fails to log in again and again is **banned** for a while: the device alone where one name fails, the address where many do. Bans end by themselves; administrators lift them earlier.`,
  },
  journal: {
    title: "Events and log",
    text: `
The log tells of each device's life: events of its thing model, going online and offline with the reason, and what was refused.

Filter by kind or product. A device's own tab shows its part.

Refusals are the first to go when the disk gets tight ([[disk]]).`,
  },
  broker: {
    title: "MQTT clients and retained messages",
    text: `
Gantry is also a whole MQTT broker. This page shows who has a session: devices, people, and applications with a key ([[keys]]).

**Disconnect** ends a connection; the client may come back. For one that is away, **End** removes its session with everything that waits for it.

**Retained messages** are what new subscribers get first. Removing one tells nobody; publishing to its topic sets it again.`,
  },
  letters: {
    title: "Dead letters",
    text: `
An event that a target refuses again and again is put aside here with the target's reason, so that all others go on.

Mend the cause, then **offer again**. What is not needed can be discarded. Without either, it waits.`,
  },
  jobs: {
    title: "Long work",
    text: `
Imports and changes of very many devices run as **jobs**: in the background, with progress, and going on after a restart.

Rows that failed can be downloaded with their reason. A job can be cancelled; what it has done until then stays.

Who reaches only a part of the devices sees the jobs that he started. A job goes by what its starter may reach while it runs: a device that was moved elsewhere meanwhile is left alone, and a job of someone who lost the right ends.`,
  },
  disk: {
    title: "Disk and retention",
    text: `
The data keeps to a budget: 60 % of its file system unless set otherwise (\`disk.budgetPercent\`), and some space is always left free.

When the budget is reached the oldest goes first: refusals, what the stores have taken over from the log, raw values, rollups. Products, devices and settings never go.

If others fill the disk, nothing is acknowledged any more, so that devices keep their values; these pages stay up, and all of it goes on by itself when there is room.`,
  },
  users: {
    title: "Users and roles",
    text: `
- **Viewer** sees everything but credentials and users.
- **Operator** also enables and disables devices and disconnects MQTT clients.
- **Developer** also creates and changes products and devices, and sees credentials.
- **Administrator** also looks after users, roles, API keys and access rules, and sees the audit trail.

Under **Roles** an administrator makes further ones: a table says which actions are allowed in which area, and the **data scope** says which part is seen: everything, some groups (with all devices in and below them) or some products. Lists, searches, streams and exports show only that part; what is about the whole plant (bans, dead letters, field buses) is closed to such a role. A change holds at once, for open pages too. Nobody can give more than he may do himself. Built-in roles cannot be changed, but copied.

Who is responsible for one site gets a role that reaches its group. With the actions for it he changes, moves and deletes its devices, also many at once, imports and generates new ones into it, makes groups below it, and takes devices back from the trash. The group itself, and everything beside it, is out of his hands; no device leaves his groups. A product appears once a device of it stands there: the first one is put there by someone who reaches the product.

Where two people edit the same thing at once, nobody overwrites the other unseen: who saves second is told who changed what, keeps what he typed, and chooses to load theirs or to overwrite it with his own. Changes of different fields meet without a question.

A new password ends the user's sessions at once. There is always at least one enabled administrator. Programs should have a key, not a user ([[keys]]).`,
  },
  signin: {
    title: "Signing in safely",
    text: `
Your account shows **where you are signed in**: each browser with its address and when it was last used. Sign out one that you do not know, or all others. A session ends twelve hours after its last use, and a week after it began.

Administrators see and end anyone's sessions from the list of users ([[users]]).

A **second factor** makes a password alone worthless: switch it on in your account, scan the code with an authenticator app (any that knows TOTP), and keep the ten recovery codes where the phone is not. A code is taken once. Over MQTT such a user cannot log in; programs have keys ([[keys]]). Administrators can ask roles for it, and reset it for who has lost it.

**Nobody can sign in any more?** Whoever may use the machine itself gives a user a new password and takes the second factor away with \`gantry reset-password --user admin\`, while Gantry runs or not; it is in the audit trail.

**Rules of passwords** stand under Settings, Sign-in. Length counts most; passwords that are well known are never taken. Kinds of characters and an expiry can be asked for, but make people choose worse ones.

Who enters a wrong password too often is **shut out** for some minutes, by name and address, so that nobody can shut out others from elsewhere. Administrators see who is under Operations, Bans, and can let them in again.`,
  },
  directories: {
    title: "LDAP and single sign-on",
    text: `
People can sign in with an account that the company keeps already. Both ways are off at first and set up by an administrator under Settings, Directories. Test tries the settings before they are kept.

- **Single sign-on** is OpenID Connect: a button on the sign-in page leads to the provider (Keycloak, Entra ID, Authentik and the like). Register the redirect address shown there with the provider, and enter the client's id and secret here. A second factor is the provider's matter then.
- **LDAP** (OpenLDAP, Active Directory): name and password are entered on the sign-in page, and the directory holds them against its entry. For Active Directory the filter is \`(sAMAccountName={username})\` and the attribute \`sAMAccountName\`.

**Roles** come from groups, anew at each sign-in: the first group of the list that a person is in decides. Who is in none gets the default role, or stays out. The user is made at the first sign-in and has no password here. Who leaves the company is stopped at the next sign-in; end open sessions in the list of users ([[users]]), or disable the user.

**Local users stay local.** A name that has a password here is never asked of a directory, and at least one administrator with a password of this house stays, so that a directory that is down shuts nobody out for good.`,
  },
  keys: {
    title: "API keys and access rules",
    text: `
Programs use an **API key**. By the API they send \`Authorization: Bearer\` with the token that is shown once when the key is made; the key may do its **actions** (view, write data, operate, manage, firmware, administer) within its **scope**: everything, products, groups, devices or single properties. It can be held to networks, to a number of requests in a minute and to an expiry, and be disabled at once. Give each program its own, no wider than it must be. Keys never look after users, roles or keys.

Where there is no https, switch on **Signed requests** when you make the key or replace its secret. Each request is then signed with a **signing key** (RFC 9421 HTTP Message Signatures, \`hmac-sha256\`) that is shown once with clients to paste; the secret never travels, and the API refuses it. A signature covers method, path, query and body, is good once, and for five minutes (\`protection.signatureSkewS\`); a refusal says its cause. The server has to keep the signing key readable to check signatures, so guard its backups. Answers are not encrypted: who listens can read them.

**Replace secret** gives a new one; the old one stays good for the overlap that you choose, so that programs can change over. The list shows when and from where a key was used last.

Applications made for OneNET keep their tokens: sent in \`authorization\`, one that a product's access key or a device's key signed reads, writes and commands within that product or device; \`userid/{name}\` is an API key with a **OneNET user key**.

SCADA, Node-RED and the like log in over MQTT with the same key: its id or name as user name, its secret as password. What they may do there, access rules say.

**Access rules** say which topics a user, key, role or device may publish to or subscribe to. They are read from the top: the first one that fits decides. Below them stand the built-in rules: devices keep to topics of their own. The tester says which rule decides, and why.

A change holds for open sessions at once.`,
  },
  audit: {
    title: "The audit trail",
    text: `
Every change by a person or an application is here: who, from which address, when, and what it was before and after. Secrets are masked.

Sign-ins are here too, and what was refused: sign-ins, and requests of people and keys whose rights were not enough (five of each a minute, then how many more).

**To find something**, type a part of a name or of an action, choose an area or a person, or a time and an address under "Time and address". The address bar holds the filter. **Export** makes a CSV or Excel file of all that match, with times in your time zone and in UTC.

Entries are kept for 180 days. Nobody can change or delete them in these pages.`,
  },
};
