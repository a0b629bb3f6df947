/** A panel's own settings, as plain data: what the layout keeps for it, over the given defaults. */
export function settingsOf({ panels }, panelId, defaults = {}) {
  return { ...defaults, ...(panels?.get(panelId)?.settings ?? {}) };
}
