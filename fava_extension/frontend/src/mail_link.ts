/** The link that opens a text in a mail program. */

export interface MailLink {
  url: string;
  /** Whether the link contains the text. */
  complete: boolean;
}

/**
 * A mailto link with a subject and a text.
 *
 * If the link would be too long for browsers, it has only the subject, and the text must be
 * pasted: half a letter could be sent by mistake.
 *
 * @param address - the link without subject and text.
 * @param longest - the most characters that every browser passes on.
 */
export function mail_link(
  address: string,
  subject: string,
  text: string,
  longest: number,
): MailLink {
  const short = `${address}?subject=${encodeURIComponent(subject)}`;
  const long = `${short}&body=${encodeURIComponent(text.replaceAll("\n", "\r\n"))}`;
  const complete = long.length <= longest;
  return { url: complete ? long : short, complete };
}
