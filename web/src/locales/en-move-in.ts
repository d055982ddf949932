// English texts of moving in from another cloud.

export const en = {
  moveIn: {
    title: "Move in",
    open: "Move in",
    lead: "Bring products and devices over with their keys, names and secrets, so that the devices connect here as they are.",
    fromOther: "Moving devices over from Alibaba Cloud or OneNET?",
    steps: { product: "Product", devices: "Devices", check: "Check", remaining: "What remains" },
    origin: "They come from",
    origins: {
      alibaba: "Alibaba Cloud",
      alibabaNote:
        "IoT Platform (Alink): the product's TSL, and the list of certificates: DeviceName, DeviceSecret, ProductKey.",
      onenet: "OneNET",
      onenetNote:
        "The present OneNET (Studio, MQTT suite): its thing model, and a list of device names with their keys.",
      onenetLegacy: "OneNET, old",
      onenetLegacyNote:
        "The first MQTT (port 6002): device id, auth_info or API key. Most have no thing model.",
    },
    productTitle: "The product",
    productNote: "One of this key that is here already is used as it is.",
    key: "Product key",
    keyOneNet: "Product id",
    keyNote: "Exactly as it is there: devices sign with it.",
    name: "Name",
    nodeType: "Its devices",
    secret: "Product secret",
    secretNote: "Only for devices that register themselves with it.",
    accessKey: "Product access key",
    accessKeyNote: "Needed when devices sign their tokens with the product's key instead of their own.",
    modelTitle: "Thing model",
    modelDrop: "Drop the thing model's file here",
    modelNote:
      "TSL (JSON or zip), OneNET's JSON, CSV or .xlsx. Without one, values can be stored by switching the check off.",
    modelChosen: "{{name}} is chosen",
    modelSkip: "Go on without it",
    choose: "Choose a file",
    next: "Next",
    back: "Back",
    productMade: "Product {{name}} was made.",
    productThere: "Product {{name}} was here already.",
    modelRead:
      "Thing model read ({{format}}): {{properties}} properties, {{events}} events, {{services}} services.",
    modelDraft: "The product is published: the thing model waits as a draft.",
    devicesDrop: "Drop the list of devices here",
    devicesNote: "As the console exports it, CSV or .xlsx; or any table with names and secrets.",
    skipDevices: "The devices are here already",
    check: "Check",
    import: "Bring {{total}} devices over",
    nothing: "Nothing to bring over",
    remainingTitle: "What remains for the devices of {{name}}",
    arrivals: "Arrivals",
    arrived: "{{arrived}} of {{total}} devices have come online so far, {{online}} are online now.",
    none: "None has come yet. Follow the points below, then watch the bar.",
    refused: "Logins that were turned away, with their cause",
    address: "Where devices must go",
    addressNote:
      "Change host and port in the firmware or its settings; or let your network's DNS answer the old name with this machine's address, when the port is the same.",
    old: "Was",
    now: "Is here",
    notListening: "not listening; switch it on in the settings",
    portDiffers: "other port",
    needs: "What their logins need",
    needsAlibaba:
      "The device's own secret signs the login (HMAC-MD5, SHA-1 or SHA-256), as before. A wrong clock in the device does no harm.",
    needsAlibabaRegister:
      "Devices that fetch their secret first: switch dynamic registration on in the product's settings, for a time.",
    needsOneNet: "The token is signed with the device's key, or with the product's access key, as before.",
    needsOneNetExpiry:
      "A token that has expired is refused, as it was there. The device's or its maker's tool makes the next.",
    needsLegacy:
      "Client id is the device id, user name the product id, password auth_info or the API key, as before.",
    tls: "Over TLS",
    tlsNote:
      "This machine's certificate is signed by its own authority: the firmware must trust that one instead of the cloud's, or use the plain port within the plant.",
    ca: "Authority's certificate",
    supported: "What works",
    supportedAlibaba:
      "Properties, events, services, batch and history reports, sub-devices, tags, shadow, time, logs, custom topics.",
    supportedOneNet:
      "Thing model in OneJSON, packed and history reports, sub-devices, data points, commands and images.",
    supportedLegacy: "$dp in its seven forms, and commands ($creq).",
    missing: "Not here yet: firmware updates, and access other than MQTT (HTTP, CoAP, LwM2M, raw TCP).",
    topics: "All topics of this product",
    trial: "Test one device's login",
    trialNote:
      "Paste what a device sends, from its log or the vendor's tool. Nothing is stored and no device is connected.",
    clientId: "Client id",
    username: "User name",
    password: "Password",
    isTls: "It comes over TLS",
    try: "Test",
    trialOk: "It would be let in: {{device}} ({{dialect}}).",
    trialBad: "It would be refused",
  },
};
