// The data_visualization block: a drawing for the eye, and the same numbers as a table for everybody else.
import { h, svg, freshId } from "./dom.js";

const WIDTH = 520, HEIGHT = 220, LEFT = 40, TOP = 10, BOTTOM = 40;
const PLOTS = { bar: bars, line: lines, area: areas };

export function chart(block) {
  const drawn = block.chart ?? {};
  const title = freshId("chart");
  return h("figure", { class: "chart" },
    h("figcaption", { id: title }, block.title),
    drawing(drawn, title),
    legend(drawn),
    h("details", { class: "chart-data" }, h("summary", {}, "The numbers"), numbers(drawn, block.title)));
}

function drawing(drawn, title) {
  const box = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": title, class: "chart-picture" });
  box.append(...(drawn.type === "pie" ? pie(drawn.segments ?? []) : plot(drawn)));
  return box;
}

function plot(drawn) {
  const categories = drawn.axis_config?.categories ?? [];
  const top = ceiling(Math.max(1, ...series(drawn).flatMap(valuesOf)));
  const x = (index) => LEFT + ((index + 0.5) * (WIDTH - LEFT)) / Math.max(categories.length, 1);
  const y = (value) => HEIGHT - BOTTOM - (Math.max(value, 0) / top) * (HEIGHT - BOTTOM - TOP);
  return [...grid(top, y), ...categories.map((name, index) => label(x(index), HEIGHT - BOTTOM + 18, name, "middle")),
    ...axisTitles(drawn.axis_config ?? {}), ...(PLOTS[drawn.type] ?? bars)(series(drawn), { x, y, width: (WIDTH - LEFT) / Math.max(categories.length, 1) })];
}

function grid(top, y) {
  return [0, 0.5, 1].flatMap((part) => [
    svg("line", { x1: LEFT, x2: WIDTH, y1: y(top * part), y2: y(top * part), class: "chart-line" }),
    label(LEFT - 6, y(top * part) + 4, short(top * part), "end")]);
}

function axisTitles(axis) {
  const across = axis.x_label ? [label((WIDTH + LEFT) / 2, HEIGHT - 4, axis.x_label, "middle")] : [];
  return axis.y_label ? [...across, label(LEFT + 4, TOP + 6, axis.y_label, "start")] : across;
}

function bars(all, { x, y, width }) {
  const each = Math.min((width * 0.7) / all.length, 48);
  return all.flatMap((one, place) => valuesOf(one).map((value, index) => svg("rect", {
    x: x(index) + (place - all.length / 2) * each + 1, y: y(value), width: Math.max(each - 2, 1), height: y(0) - y(value), rx: 2, class: `series-${place}` })));
}

function lines(all, { x, y }) {
  return all.flatMap((one, place) => [
    svg("polyline", { points: path(one, x, y), class: `chart-trace trace-${place}` }),
    ...valuesOf(one).map((value, index) => svg("circle", { cx: x(index), cy: y(value), r: 3.5, class: `series-${place}` }))]);
}

function areas(all, { x, y }) {
  return all.flatMap((one, place) => {
    const last = valuesOf(one).length - 1;
    return [svg("polygon", { points: `${x(0)},${y(0)} ${path(one, x, y)} ${x(last)},${y(0)}`, class: `chart-area series-${place}` }),
      svg("polyline", { points: path(one, x, y), class: `chart-trace trace-${place}` })];
  });
}

const path = (one, x, y) => valuesOf(one).map((value, index) => `${x(index)},${y(value)}`).join(" ");

function pie(segments) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const [cx, cy, r] = [WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - 8];
  let turned = 0;
  const at = (part) => `${cx + r * Math.sin(2 * Math.PI * part)} ${cy - r * Math.cos(2 * Math.PI * part)}`;
  return segments.map((one, place) => {
    const [from, to] = [turned, (turned += one.value / whole)];
    if (to - from > 0.9999) return svg("circle", { cx, cy, r, class: `series-${place}` });
    return svg("path", { d: `M ${cx} ${cy} L ${at(from)} A ${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z`, class: `chart-slice series-${place}` });
  });
}

function legend(drawn) {
  const names = drawn.type === "pie" ? (drawn.segments ?? []).map((one) => `${one.label} ${one.value}`) : series(drawn).map((one) => one.name);
  return h("ul", { class: "chart-legend" }, names.map((name, place) => h("li", {}, h("i", { class: `series-${place}` }), name)));
}

function numbers(drawn, title) {
  const columns = drawn.type === "pie" ? [{ name: "Value", data: drawn.segments ?? [] }] : series(drawn);
  const cell = (tag, text, scope) => h(tag, { scope }, String(text));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": title }, h("table", {},
    h("thead", {}, h("tr", {}, cell("th", drawn.axis_config?.x_label ?? "Of", "col"), columns.map((one) => cell("th", one.name, "col")))),
    h("tbody", {}, (columns[0]?.data ?? []).map((point, row) => h("tr", {}, cell("th", point.label, "row"), columns.map((one) => cell("td", one.data?.[row]?.value ?? "")))))));
}

const series = (drawn) => drawn.series ?? [];
const valuesOf = (one) => (one.data ?? []).map((point) => point.value);
const label = (x, y, text, anchor) => svg("text", { x, y, "text-anchor": anchor, class: "chart-label" }, clipped(text));
const clipped = (text) => (String(text).length > 22 ? `${String(text).slice(0, 21)}…` : String(text));
const short = (value) => (value >= 1000 ? `${Math.round(value / 100) / 10}k` : String(Math.round(value * 10) / 10));

function ceiling(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((step) => step * size).find((step) => step >= value);
}
