// Dates in a named zone, with the browser's own zone data.

const cache = new Map();

function formatter(tz, options, locale = "en-GB") {
  const key = locale + tz + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, build(tz, options, locale));
  return cache.get(key);
}

function build(tz, options, locale) {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: tz || "UTC" });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }); // a zone this browser does not know
  }
}

export const inZone = (date, tz, options) => formatter(tz, options).format(date);
export const clockTime = (date, tz) => inZone(date, tz, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const longDate = (date, tz) => inZone(date, tz, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const dayKey = (date, tz) => formatter(tz, { year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE").format(date);
export const fromTs = (ts) => new Date(parseFloat(ts) * 1000);
export const fromUnix = (seconds) => new Date(Number(seconds) * 1000);

export function zoneName(date, tz) {
  const city = (tz || "UTC").split("/").pop().replaceAll("_", " ");
  const parts = formatter(tz, { timeZoneName: "short" }).formatToParts(date);
  const short = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return short && short !== city ? `${city}, ${short}` : city;
}

export function relativeDay(date, now, tz) {
  const gap = dayNumber(dayKey(now, tz)) - dayNumber(dayKey(date, tz));
  return { 0: "Today", 1: "Yesterday", "-1": "Tomorrow" }[gap] ?? null;
}

export function dayTitle(date, now, tz) {
  const near = relativeDay(date, now, tz);
  if (near) return near;
  const sameYear = dayKey(date, tz).slice(0, 4) === dayKey(now, tz).slice(0, 4);
  return inZone(date, tz, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

const dayNumber = (key) => Math.round(Date.parse(`${key}T00:00:00Z`) / 86_400_000);

// The moment at which the wall clock in `tz` reads `local` ("YYYY-MM-DDTHH:mm").
export function fromWallClock(local, tz) {
  const wanted = Date.parse(`${local}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round++) guess += wanted - Date.parse(`${toWallClock(new Date(guess), tz)}:00Z`);
  return new Date(guess);
}

export function toWallClock(date, tz) {
  return `${dayKey(date, tz)}T${clockTime(date, tz)}`;
}

// <!date^…> tokens, in the reader's zone.
export function slackDate(unix, pattern, now, tz) {
  const date = fromUnix(unix);
  const say = (options) => inZone(date, tz, options);
  const near = relativeDay(date, now, tz)?.toLowerCase();
  const short = say({ day: "numeric", month: "short", year: "numeric" });
  const plain = say({ day: "numeric", month: "long", year: "numeric" });
  const long = longDate(date, tz);
  const values = {
    date_num: dayKey(date, tz), date: plain, date_short: short, date_long: long,
    date_pretty: near ?? plain, date_short_pretty: near ?? short, date_long_pretty: near ?? long,
    time: clockTime(date, tz), time_secs: say({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    ago: ago(date, now), day_divider_pretty: dayTitle(date, now, tz),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function ago(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return words.format(Math.round(seconds / size), unit);
}
