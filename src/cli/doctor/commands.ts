/** What a person types on one system or the other. */
export interface Commands {
  /** Gives this user the right to write `folder`. */
  readonly own: string;
  readonly setTime: string;
  readonly followTimeServer: string;
  /** Says who listens on a port; empty where doctor itself can. */
  readonly whoListens: string;
  /** Why a port below 1024, or another one, is refused, and the way out. */
  readonly allowPort: { readonly en: string; readonly zh: string };
}

const LINUX: Commands = {
  own: "chown",
  setTime: "timedatectl set-time",
  followTimeServer: "timedatectl set-ntp true",
  whoListens: "",
  allowPort: {
    en: "choose a port above 1023, or: setcap cap_net_bind_service=+ep on the executable",
    zh: "使用 1023 以上的端口，或对可执行文件执行 setcap cap_net_bind_service=+ep",
  },
};

const WINDOWS: Commands = {
  own: "icacls",
  setTime: "Set-Date",
  followTimeServer: "w32tm /resync",
  whoListens: "netstat -ano",
  allowPort: {
    en: "Windows may have kept it for itself (netsh int ipv4 show excludedportrange tcp); choose another port",
    zh: "该端口可能已被 Windows 保留（netsh int ipv4 show excludedportrange tcp），请更换端口",
  },
};

export function commandsOf(platform: NodeJS.Platform = process.platform): Commands {
  return platform === "win32" ? WINDOWS : LINUX;
}
