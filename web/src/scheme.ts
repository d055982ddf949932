// Runs before the first paint, as a file of its own because the page's policy allows no inline script:
// sets the colour scheme and the language that the person chose last, so that nothing flashes.

(() => {
  try {
    const saved = localStorage.getItem("mantine-color-scheme-value");
    const isDark =
      saved === "dark" || (saved !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
    const language = localStorage.getItem("gantry-language");
    if (language !== null) document.documentElement.lang = language;
  } catch {
    // Storage may be forbidden; the page then starts light and in the browser's language.
  }
})();
