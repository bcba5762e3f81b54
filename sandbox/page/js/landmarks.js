// On a phone one pane fills the screen: whichever it is, it is the main part and its title the first heading.
import { $ } from "./dom.js";
import { isPhone, pane } from "./navigation.js";

export function drawLandmarks() {
  const onList = isPhone() && pane() === "list";
  const onThread = isPhone() && !onList && !$("#thread").hidden;
  $("#sidebar").setAttribute("role", onList ? "main" : "complementary");
  $("#thread").setAttribute("role", onThread ? "main" : "complementary");
  $("#thread-title").setAttribute("aria-level", onThread ? "1" : "2");
}
