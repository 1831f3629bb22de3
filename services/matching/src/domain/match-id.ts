import { createHash } from 'node:crypto'

/**
 * The id of a pair, shaped as UUIDv7: the time of the younger of the two ids, then their hash. Every process arrives at the same one, so none
 * has to ask another.
 */
export function matchIdOf(postingId: string, jobseekerId: string): string {
  const times = [timeOf(postingId), timeOf(jobseekerId)].sort()
  const digest = createHash('sha256').update(`${postingId} ${jobseekerId}`).digest('hex')
  const variant = ((Number.parseInt(digest[3]!, 16) & 0x3) | 0x8).toString(16)
  const hex = `${times[1]}7${digest.slice(0, 3)}${variant}${digest.slice(4, 19)}`
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function timeOf(id: string): string {
  return id.toLowerCase().replaceAll('-', '').slice(0, 12)
}
