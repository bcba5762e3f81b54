// Server-sent events say that something changed; what changed is then read afresh.
const RETRY_MS = 1000;

export function listen({ onChange, onLink }) {
  const stream = new EventSource("/_control/stream");
  stream.addEventListener("open", () => {
    onLink(true);
    onChange({}); // whatever happened while nobody listened
  });
  stream.addEventListener("change", (event) => onChange(parse(event.data)));
  stream.addEventListener("error", () => {
    onLink(false);
    // The browser retries by itself unless the server refused outright (a restart answers 404 or 502 for a moment).
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen({ onChange, onLink }), RETRY_MS);
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
