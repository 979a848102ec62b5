import assert from "node:assert/strict";
import { test } from "node:test";
import { mail_link } from "../src/mail_link.ts";

test("a link carries subject and text, with the line ends of mails", () => {
  const { url, complete } = mail_link("mailto:a@b.example", "Bonjour & merci", "1\n100 %", 2000);
  assert.equal(url, "mailto:a@b.example?subject=Bonjour%20%26%20merci&body=1%0D%0A100%20%25");
  assert.ok(complete);
});

test("a text that is too long is left out as a whole", () => {
  const { url, complete } = mail_link("mailto:a@b.example", "Bonjour", "x".repeat(3000), 2000);
  assert.equal(url, "mailto:a@b.example?subject=Bonjour");
  assert.ok(!complete);
});
