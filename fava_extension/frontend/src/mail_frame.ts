/** An e-mail as it is received, in a frame that runs no script and loads nothing. */

/**
 * A frame with an e-mail.
 *
 * @param html - its HTML part, as the server sends it: with a policy that forbids to load anything.
 * @param title - what a screen reader calls the frame.
 */
export function received(html: string, title: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.className = "received";
  frame.title = title;
  frame.setAttribute("sandbox", "");
  frame.srcdoc = html;
  return frame;
}
