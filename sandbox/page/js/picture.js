// Images named by apps.
import { h } from "./dom.js";

export function picture(element, className) {
  const address = element.image_url ?? element.slack_file?.url;
  const alternative = () => h("span", { class: "not-drawn" }, `[image: ${element.alt_text || "no description"}]`);
  if (!/^(https?:|data:image\/|\/)/i.test(address ?? "")) return alternative();
  const node = h("img", { class: className, src: address, alt: element.alt_text ?? "", loading: "lazy", referrerpolicy: "no-referrer" });
  // A demo machine often has no internet: the description says more than a torn picture.
  node.addEventListener("error", () => node.replaceWith(alternative()));
  return node;
}
