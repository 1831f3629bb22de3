import { spawnSync } from 'node:child_process'
import { getHeapStatistics } from 'node:v8'

const bytesPerObject = 6_000

/** Objects of a million people do not fit the usual heap: runs this very command again with room for them, and ends as it ended. */
export function ensureRoom(people: number): void {
  const needed = people * bytesPerObject
  if (getHeapStatistics().heap_size_limit >= needed) return
  const flag = `--max-old-space-size=${Math.ceil((needed * 2) / 2 ** 20)}`
  const { status } = spawnSync(process.execPath, [flag, ...process.argv.slice(1)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}
