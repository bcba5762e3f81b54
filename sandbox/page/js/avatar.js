// Initials on the person's own colour; the app has a mark.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { person, nameOf, isApp } from "./world.js";

const PALETTE = ["#2f6f5e", "#a3522b", "#3d5a99", "#7a4e8a", "#8a6d1f", "#b0435a", "#2b7a8c", "#5c7a2b"];

export function avatar(userId, size = "m") {
  if (isApp(userId)) return h("span", { class: `avatar avatar-${size} avatar-app`, "aria-hidden": "true" }, icon("handoff"));
  const colour = colourOf(userId);
  return h("span", { class: `avatar avatar-${size}`, style: `--hue:${colour}; color:${inkOn(colour)}`, "aria-hidden": "true" }, initials(nameOf(userId)));
}

function colourOf(userId) {
  const given = person(userId)?.avatar_color;
  if (/^#[0-9a-f]{6}$/i.test(given ?? "")) return given;
  const sum = [...String(userId)].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return PALETTE[sum % PALETTE.length];
}

const initials = (name) => name.split(/\s+/).map((word) => [...word][0]).filter(Boolean).slice(0, 2).join("").toUpperCase();

// Whichever of dark and white reads better on the colour.
function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#1b1f1e" : "#ffffff";
}
