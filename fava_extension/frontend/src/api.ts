/** Requests to the extension; fava_relance/note_api.py says what they mean. */

export interface Complaint {
  field: string;
  message: string;
}

/** What the form shows about a customer. */
export interface About {
  title: string;
  text: string;
  date: string;
  as_of: string;
  invoices: { reference: string; open: string; meant: boolean }[];
  plan: string;
  /** The payments of a plan that were asked to be filled in. */
  payments?: { date: string; amount: string }[];
}

/** A note as it would be written. */
export interface Draft {
  text: string;
  place: string;
  warnings: string[];
  checksum: string;
  already: boolean;
}

export interface Preview {
  about: About;
  complaints: Complaint[];
  draft: Draft | null;
}

/** A request that the server refused, with its complaints. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status = 0,
    readonly complaints: Complaint[] = [],
    /** Where to put it right. */
    readonly url = "",
  ) {
    super(message);
  }
}

/** The address of one of the extension's endpoints. */
export function address_of(endpoint: string): string {
  return `${location.pathname.replace(/\/*$/, "/")}${endpoint}`;
}

interface Failure {
  error?: string;
  complaints?: Complaint[];
  url?: string;
}

async function send(endpoint: string, data: object, words: DOMStringMap): Promise<Response> {
  try {
    return await fetch(address_of(endpoint), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data),
    });
  } catch {
    throw new Refused(words.failed ?? "");
  }
}

/** What to say of an answer that gives no reason itself. */
function reason(response: Response, words: DOMStringMap): string {
  return (response.status === 401 ? words.refused : words.failed) ?? "";
}

/**
 * Send a request to the extension.
 *
 * @param words - messages for failures that the server cannot report itself.
 * @returns its answer.
 */
export async function post<T>(endpoint: string, data: object, words: DOMStringMap): Promise<T> {
  const response = await send(endpoint, data, words);
  const answer: (T & Failure) | null = await response.json().catch(() => null);
  if (response.ok && answer) {
    return answer;
  }
  const message = answer?.error ?? reason(response, words);
  throw new Refused(message, response.status, answer?.complaints, answer?.url);
}

/**
 * Request a file, and save it under the name that the server gives it.
 *
 * @returns what was asked for and is not in it, with the reasons.
 */
export async function save_file(
  endpoint: string,
  data: object,
  words: DOMStringMap,
): Promise<string> {
  const response = await send(endpoint, data, words);
  const content = await response.blob().catch(() => null);
  if (!response.ok || !content) {
    const said = content?.type.startsWith("text/plain") ? await content.text() : "";
    throw new Refused(said || reason(response, words), response.status);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = file_name(response.headers.get("Content-Disposition") ?? "");
  link.dataset.remote = "";
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
  return decodeURIComponent(response.headers.get("Relance-Unwritten") ?? "");
}

/** The name in a Content-Disposition header; with letters beyond ASCII, it is percent-encoded. */
export function file_name(header: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  return encoded ? decodeURIComponent(encoded) : (/filename="?([^";]+)/.exec(header)?.[1] ?? "");
}
