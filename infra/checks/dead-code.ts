import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

// knip says nothing of how much it read, and has once read nothing without a word: so it is also made to count, by its own trace of what it analysed.
const root = resolve(import.meta.dirname, '../..')
const result = spawnSync('knip', ['--no-progress', '--config', 'infra/checks/knip.json', '--performance'], { cwd: root, encoding: 'utf8' })
const output = `${result.stdout}${result.stderr}`
process.stdout.write(output)
const counted = spawnSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '--', 'packages/*.ts', 'services/*.ts', 'infra/*.ts'],
  { cwd: root, encoding: 'utf8' },
)
const files = counted.stdout.split('\n').filter(Boolean).length
const didRead = /\bparse|createSourceFile|resolve|analyze/i.test(output)
process.stdout.write(`read ${didRead ? files : 0} files\n`)
process.exit(result.status ?? 1)
