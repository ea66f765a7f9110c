// Loaded before the first paint, so that a dark page never flashes white.
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;

  function chosen() {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  }

  function apply() {
    const theme = chosen() === "auto" ? (dark.matches ? "dark" : "light") : chosen();
    root.dataset.bsTheme = theme;
    root.dataset.theme = chosen();
    document.querySelector('meta[name="theme-color"]').content = theme === "dark" ? "#12161c" : "#f5f6f8";
  }

  apply();
  dark.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  document.addEventListener("theme:choose", (event) => {
    localStorage.setItem("theme", event.detail);
    apply();
  });
})();
