import assert from "node:assert/strict";
import { test } from "node:test";
import { day_in_words, likely_days } from "../src/likely_days.ts";

test("the next Friday, a week and a day, the end of the month", () => {
  assert.deepEqual(likely_days("2026-06-16"), ["2026-06-19", "2026-06-24", "2026-06-30"]);
});

test("on a Friday the next one, on the last day of a month the end of the next", () => {
  assert.deepEqual(likely_days("2026-07-31"), ["2026-08-07", "2026-08-08", "2026-08-31"]);
});

test("over the end of a year and of February", () => {
  assert.deepEqual(likely_days("2026-12-31"), ["2027-01-01", "2027-01-08", "2027-01-31"]);
  assert.deepEqual(likely_days("2028-02-28"), ["2028-02-29", "2028-03-03", "2028-03-07"]);
});

test("a day that is two of them is offered once", () => {
  assert.deepEqual(likely_days("2026-07-23"), ["2026-07-24", "2026-07-31"]);
});

test("days are in the language of the page", () => {
  assert.equal(day_in_words("2026-07-03", "en"), "Fri 3 Jul");
  assert.equal(day_in_words("2026-07-03", "fr"), "ven. 3 juil.");
});
