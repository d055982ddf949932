// Colours, type and component defaults: calm, dense, legible; system fonts with a Chinese stack.

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const steel: MantineColorsTuple = [
  "#e6f5f8",
  "#cfe8ee",
  "#a2d3de",
  "#71bccd",
  "#48a7bc",
  "#2c95ac",
  "#17859d",
  "#0f7489",
  "#0b6b7d",
  "#075463",
];

const dark: MantineColorsTuple = [
  "#d5dae0",
  "#b4bcc6",
  "#96a0ac",
  "#6b7682",
  "#414a55",
  "#323a44",
  "#272e36",
  "#1c2229",
  "#14191f",
  "#0e1216",
];

const SANS =
  '"Inter", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", ' +
  '"Hiragino Sans GB", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif';
const MONO =
  'ui-monospace, SFMono-Regular, "JetBrains Mono", "Cascadia Mono", Consolas, "Liberation Mono", "DejaVu Sans Mono", ' +
  '"Noto Sans Mono CJK SC", monospace';

export const theme = createTheme({
  primaryColor: "steel",
  primaryShade: { light: 8, dark: 8 },
  colors: { steel, dark },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  fontWeights: { regular: "400", medium: "500", bold: "650" },
  headings: {
    fontFamily: SANS,
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    SegmentedControl: { defaultProps: { size: "xs", withItemsBorders: false } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", allowDeselect: false, checkIconPosition: "right" } },
    // What lies over the page is told from it by its shadow.
    Menu: { defaultProps: { shadow: "md" } },
    Popover: { defaultProps: { shadow: "md" } },
    Combobox: { defaultProps: { shadow: "md" } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    // The title of a dialog is not the banner of the page, though both are drawn as <header>.
    Modal: { defaultProps: { centered: true, attributes: { header: { role: "none" } } } },
    Drawer: { defaultProps: { attributes: { header: { role: "none" } } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "md" } },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: "sm" } },
  },
});

/** Surfaces and secondary text with contrast of at least 4.5 : 1 in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f5f7f9",
    "--mantine-color-text": "#1b242d",
    "--mantine-color-dimmed": "#56616d",
    "--mantine-color-placeholder": "#6a7580",
    "--mantine-color-error": "#c22f2f",
    "--mantine-color-anchor": "#0a6375",
    "--surface": "#ffffff",
    "--surface-2": "#f0f3f6",
    "--line": "#dfe4e9",
    "--ok": "#1a7f4b",
    "--warn": "#9a5b00",
    "--bad": "#c22f2f",
    "--idle": "#66727e",
    "--accent": "#0b6b7d",
    "--accent-soft": "#dff0f4",
  },
  dark: {
    "--mantine-color-body": "#12161b",
    "--mantine-color-text": "#dde3e9",
    "--mantine-color-dimmed": "#9aa5b1",
    "--mantine-color-placeholder": "#8894a0",
    "--mantine-color-error": "#ff8a85",
    "--mantine-color-anchor": "#71c6d8",
    "--surface": "#1a2027",
    "--surface-2": "#222932",
    "--line": "#2f3843",
    "--ok": "#4cc38a",
    "--warn": "#e2a13f",
    "--bad": "#ff8a85",
    "--idle": "#9aa5b1",
    "--accent": "#58bccf",
    "--accent-soft": "#16343c",
  },
});
