/** What the browser keeps for this page in this tab; a browser may refuse to keep anything. */

function key_of(name: string): string {
  return `relance ${name} ${location.pathname}`;
}

/** What was kept under a name; null if there is nothing, or it cannot be read. */
export function recall<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(key_of(name)) ?? "null");
  } catch {
    return null;
  }
}

/** Keep a value under a name. */
export function remember(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(key_of(name), JSON.stringify(value));
  } catch {
    // The page works without it; it only forgets more.
  }
}

/** The names under which something is kept that begin like this. */
export function kept_names(start: string): string[] {
  try {
    const first = "relance ".length;
    const last = ` ${location.pathname}`;
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(`relance ${start}`) && key.endsWith(last))
      .map((key) => key.slice(first, -last.length));
  } catch {
    return [];
  }
}

/** Forget what was kept under a name. */
export function forget(name: string): void {
  try {
    sessionStorage.removeItem(key_of(name));
  } catch {
    // There was nothing then.
  }
}
