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
  ) {
    super(message);
  }
}

/** The address of one of the extension's endpoints. */
export function address_of(endpoint: string): string {
  return `${location.pathname.replace(/\/*$/, "/")}${endpoint}`;
}

/**
 * Send a request to the extension.
 *
 * @param words - messages for failures that the server cannot report itself.
 * @returns its answer.
 */
export async function post<T>(endpoint: string, data: object, words: DOMStringMap): Promise<T> {
  let response: Response;
  let answer: (T & { error?: string; complaints?: Complaint[] }) | null;
  try {
    response = await fetch(address_of(endpoint), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data),
    });
    answer = await response.json().catch(() => null);
  } catch {
    throw new Refused(words.failed ?? "");
  }
  if (response.ok && answer) {
    return answer;
  }
  const refused = response.status === 401 ? words.refused : words.failed;
  throw new Refused(answer?.error ?? refused ?? "", response.status, answer?.complaints ?? []);
}
