// What ties a control to its label, hint and duties.
export function naming(element, { id, name, describedBy, required }) {
  return {
    id, "aria-label": name, "aria-describedby": describedBy, "aria-required": required ? "true" : null,
    autofocus: element.focus_on_load === true,
  };
}
