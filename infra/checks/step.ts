import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Step {
  name: string
  /** A binary of the workspace, or `node`. */
  command: string
  args: readonly string[]
  /** How many files the output says were read; a check that read none has not checked anything. */
  filesRead: (output: string) => number
  env?: Record<string, string>
}

export interface StepResult {
  name: string
  ok: boolean
  files: number
  seconds: number
  output: string
}

/** The number that `pattern`'s first group finds in an output, or 0. */
export function countIn(pattern: RegExp): (output: string) => number {
  return (output) => Number(pattern.exec(output)?.[1]?.replaceAll(',', '') ?? 0)
}

/** Runs one step in `root`; it fails when the command fails, or read no file. */
export async function runStep(step: Step, root: string): Promise<StepResult> {
  const started = performance.now()
  const { code, output } = await run(step, root)
  const files = step.filesRead(output)
  const ok = code === 0 && files > 0
  const why = code === 0 && files === 0 ? `\n${step.name} read 0 files, so it has checked nothing.` : ''
  return { name: step.name, ok, files, seconds: (performance.now() - started) / 1000, output: output + why }
}

function run({ command, args, env }: Step, root: string): Promise<{ code: number | null; output: string }> {
  const bin = join(root, 'node_modules/.bin')
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, {
      cwd: root,
      env: { ...process.env, ...env, PATH: `${bin}:${process.env['PATH']}`, FORCE_COLOR: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
