import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const question = `import(${JSON.stringify(join(import.meta.dirname, 'limits.ts'))}).then(({ defaultLimits }) => console.log(defaultLimits.heapMib))`

it.each([160, 512, 4_096])('sheds load before %i MiB of old space are full', (oldSpaceMib) => {
  const answer = execFileSync(process.execPath, [`--max-old-space-size=${oldSpaceMib}`, '--eval', question], { encoding: 'utf8' })

  expect(Number(answer)).toBeLessThanOrEqual(0.95 * oldSpaceMib)
  expect(Number(answer)).toBeGreaterThanOrEqual(0.8 * oldSpaceMib)
})
