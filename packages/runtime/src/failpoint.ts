/** What `CRASH_AT` may say: `name:pass` dies there, `list` tells the parent process every point that is passed. */
export const crashPattern = /^(list|[a-z][a-z.-]*:[1-9]\d{0,5})$/

type Armed = { kind: 'list' } | { kind: 'crash'; name: string; passesLeft: number }

let armed: Armed | null = null

/** Arms the crash points of this process, for tests of what a sudden death leaves behind. Throws for what `crashPattern` does not know. */
export function armFailpoints(crashAt: string): void {
  if (!crashPattern.test(crashAt)) throw new Error('CRASH_AT is `list` or `name:pass`')
  const [name = '', pass = ''] = crashAt.split(':')
  armed = name === 'list' ? { kind: 'list' } : { kind: 'crash', name, passesLeft: Number(pass) }
}

/** A named place between two steps. Unless this process was armed it is one comparison; armed for it, the process is gone (SIGKILL) at the pass asked for. */
export function failpoint(name: string): void {
  if (armed === null) return
  if (armed.kind === 'list') {
    process.send?.({ passed: name })
    return
  }
  if (armed.name !== name) return
  armed.passesLeft -= 1
  if (armed.passesLeft === 0) process.kill(process.pid, 'SIGKILL')
}
