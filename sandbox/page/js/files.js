// Files in a message: pictures are shown, anything is offered for download.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN = ["image/png", "image/jpeg", "image/gif"];

export function drawFiles(files) {
  if (!files?.length) return null;
  return h("ul", { class: "files", "aria-label": files.length === 1 ? "1 file" : `${files.length} files` }, files.map((one) => h("li", { class: "file" }, drawFile(one))));
}

function drawFile(one) {
  const isPicture = SHOWN.includes(one.mimetype);
  return [
    h("div", { class: "file-head" },
      isPicture ? null : h("span", { class: "file-kind", "aria-hidden": "true" }, ending(one.name)),
      h("span", { class: "file-text" }, h("span", { class: "file-title" }, one.title || one.name), h("span", { class: "file-size" }, size(one.size))),
      h("a", { class: "icon-button", href: `${place(one)}?download=1`, download: one.name, title: "Download" }, icon("download"), h("span", { class: "hidden-text" }, `Download ${one.title || one.name}`))),
    isPicture ? preview(one) : null,
  ];
}

function preview(one) {
  const image = h("img", { class: "file-picture", src: place(one), alt: one.alt_text || one.title || one.name });
  image.addEventListener("error", () => link.remove()); // an empty or torn upload: its name and download stay
  const link = h("a", { href: place(one), target: "_blank", rel: "noopener" }, image);
  return link;
}

// The workspace names itself by the address it listens at; the page may have come by another.
const place = (one) => new URL(one.url, location.href).pathname;

const ending = (name) => (name.includes(".") ? name.split(".").pop().slice(0, 4).toUpperCase() : "FILE");

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, by] = bytes < 1_000_000 ? ["kB", 1000] : ["MB", 1_000_000];
  return `${(bytes / by).toLocaleString("en", { maximumSignificantDigits: 3 })} ${unit}`;
}
