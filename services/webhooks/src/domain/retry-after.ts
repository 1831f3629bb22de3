const shortestMs = 5_000
const longestMs = 24 * 60 * 60 * 1_000

/** What a Retry-After header asks for in milliseconds, kept within 5 s and 24 h; null when it asks for nothing we understand. */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  const askedMs = header === undefined ? Number.NaN : parse(header.trim(), now)
  return Number.isNaN(askedMs) ? null : Math.min(Math.max(askedMs, shortestMs), longestMs)
}

function parse(text: string, now: Date): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text) * 1_000
  // Only the date forms of HTTP begin with the day's name; Date.parse would read much else.
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) - now.getTime() : Number.NaN
}
