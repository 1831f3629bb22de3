import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('lets a process end although nobody reads its log any more', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'broken-output.ts')], { stdio: ['pipe', 'pipe', 'pipe'] })
  try {
    await once(child.stderr, 'data')
    child.stdout.destroy()
    await once(child.stdout, 'close')
    const exited = once(child, 'exit')

    child.stdin.end()

    expect(await exited).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
}, 15_000)

it.skipIf(!existsSync('/dev/full'))(
  'lets a process live although the disk of its log is full',
  async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [join(import.meta.dirname, 'broken-output.ts')], { stdio: ['pipe', full, 'pipe'] })
    closeSync(full)
    try {
      await once(child.stderr!, 'data')
      const exited = once(child, 'exit')

      child.stdin!.end()

      expect(await exited).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
    }
  },
  15_000,
)
