// Light, dark, or as the system says.
import { $, h, fill } from "./dom.js";
import { icon } from "./icons.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const SIGNS = { auto: "auto", light: "sun", dark: "moon" };
const NAMES = { auto: "as the system", light: "light", dark: "dark" };

export function startTheme() {
  const asked = new URLSearchParams(location.search).get("theme");
  wear(NEXT[asked] ? asked : localStorage.getItem("theme") ?? "auto");
  $("#theme").addEventListener("click", () => {
    const theme = NEXT[document.documentElement.dataset.theme];
    localStorage.setItem("theme", theme);
    wear(theme);
  });
  // Side-by-side frames and other tabs follow.
  addEventListener("storage", (event) => event.key === "theme" && wear(event.newValue ?? "auto"));
}

function wear(theme) {
  document.documentElement.dataset.theme = theme;
  $("#theme").title = `Colours: ${NAMES[theme]}`;
  fill($("#theme"), icon(SIGNS[theme]), h("span", { class: "hidden-text" }, `Colours: ${NAMES[theme]}`));
}
