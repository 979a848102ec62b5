/** Days that customers name on the telephone. */

const DAY = 24 * 60 * 60 * 1000;
const FRIDAY = 5;

/** The days that a customer is likely to promise, each once, from a day such as 2026-06-30. */
export function likely_days(today: string): string[] {
  const start = Date.parse(`${today}T00:00:00Z`);
  const in_days = (count: number) => new Date(start + count * DAY);
  const weekday = in_days(0).getUTCDay();
  const friday = in_days((FRIDAY - weekday + 7) % 7 || 7);
  const month_end = (months: number) => {
    const day = in_days(0);
    return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0));
  };
  const is_last = month_end(0).getTime() === start;
  const days = [friday, in_days(8), month_end(is_last ? 1 : 0)];
  return [...new Set(days.map((day) => day.toISOString().slice(0, 10)))].sort();
}

/** The next day from Monday to Friday. */
export function next_working_day(today: string): string {
  const day = new Date(Date.parse(`${today}T00:00:00Z`));
  do {
    day.setTime(day.getTime() + DAY);
  } while (day.getUTCDay() % 6 === 0);
  return day.toISOString().slice(0, 10);
}

/** The days on which to try again: the next two working days, and a week from now or the Monday after. */
export function days_to_call(today: string): string[] {
  const first = next_working_day(today);
  const second = next_working_day(first);
  const eve = new Date(Date.parse(`${today}T00:00:00Z`) + 6 * DAY).toISOString().slice(0, 10);
  return [first, second, next_working_day(eve)];
}

/** A day in short words, such as “Fri 3 Jul”. */
export function day_in_words(day: string, language: string): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}
