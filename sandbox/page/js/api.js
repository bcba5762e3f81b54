// Speaks /_control/…, the workspace's own interface for people and tests (not Slack's Web API).

export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(given);
  return read(fetch(`/_control/${path}?${search}`, { headers: { Accept: "application/json" } }));
}

export async function post(path, body) {
  return read(fetch(`/_control/${path}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }));
}

// A refused or broken answer comes back as {ok: false}: every caller shows it to the person, none needs a try.
async function read(request) {
  try {
    const response = await request;
    const answer = await response.json();
    return Array.isArray(answer) ? { ok: true, items: answer } : { ok: response.ok, ...answer };
  } catch {
    return { ok: false, error: "workspace_unreachable" };
  }
}

export function explain(answer) {
  if (answer.timed_out) return "The app did not answer within 3 seconds.";
  if (answer.error === "workspace_unreachable") return "The local workspace cannot be reached. Is it still running?";
  if (answer.error) return `That did not work: ${String(answer.error).replaceAll("_", " ")}.`;
  if (answer.status >= 400) return `The app answered with an error (HTTP ${answer.status}).`;
  return "That did not work.";
}

export const failed = (answer) => !answer.ok || Boolean(answer.timed_out) || Boolean(answer.error) || answer.status >= 300;
