// Says new things to screen readers without moving focus.
import { $ } from "./dom.js";

export function announce(text) {
  const line = document.createElement("p");
  line.textContent = text;
  $("#announcer").append(line);
  setTimeout(() => line.remove(), 5000);
}
