// English texts of the command palette, the shortcuts and the help.

export const en = {
  palette: {
    title: "Search and commands",
    button: "Search",
    placeholder: "Device, product, group, link, page or command",
    light: "Light colours",
    dark: "Dark colours",
    auto: "Colours as the system",
    shortcuts: "Keyboard shortcuts",
    group: {
      recent: "Recently opened",
      device: "Devices",
      product: "Products",
      group: "Groups",
      link: "Links",
      page: "Pages",
      action: "Commands",
    },
    keys: {
      palette: "Search and commands, from anywhere",
      search: "Go to the search of a list",
      rows: "Walk the rows of a list",
      open: "Open the row",
      select: "Select the row",
      close: "Close what is open",
      help: "Help on this page",
      list: "This list",
    },
  },
  help: {
    title: "Help",
    open: "Help on this page",
    search: "Search the help",
    all: "All topics",
    back: "All topics",
    related: "See also",
    none: "No topic matches “{{q}}”",
  },
};
