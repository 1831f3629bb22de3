import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { canarySearch } from '@zhihe/testing/canary'
import { expect, it } from 'vitest'
import { heapStrings } from './heap-strings.ts'

const script = `
  globalThis.kept = { job: JSON.stringify({ padding: 'x'.repeat(5000), phone: ['1990000', '7351'].join('') }) }
  setInterval(() => {}, 1000)
  process.stdout.write('up')`

it('sees what a process holds in its heap, in long strings too, one process after the other', async () => {
  const children = [1, 2].map(() => spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'ignore'] }))
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))

  const looked: string[] = []
  for (const { pid = 0 } of children) looked.push(await heapStrings(pid))

  for (const child of children) child.kill('SIGKILL')
  for (const text of looked) {
    expect(canarySearch({ phone: '19900007351' }).in(text)).toContainEqual({ canary: 'phone', form: 'plain' })
    expect(canarySearch({ other: '19900008462' }).in(text)).toEqual([])
  }
})
