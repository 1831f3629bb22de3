#!/usr/bin/env node
// Plain JavaScript for Node 20 and nothing installed: installs with the pinned pnpm when something changed, then runs the pinned Node.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const isWindows = process.platform === 'win32'
const stampFile = join(root, 'node_modules/.installed')
const lockDirectory = join(root, '.zhihe-install')

const commands = {
  // The channel tells it that this process is gone, also after a kill.
  start: (args) => runNode([script('infra/local/start.ts'), ...args], { withChannel: true }),
  test: (args) => runTests(args),
  check: (args) => runNode([script('infra/checks/check.ts'), ...args]),
  bench: (args) => runNode([script('infra/bench/bench.ts'), ...args]),
  chaos: (args) => runNode([script('infra/chaos/chaos.ts'), ...args]),
  keys: (args) => runNode([script('infra/local/keys.ts'), ...args]),
  sso: (args) => runNode([script('infra/local/sso.ts'), ...args]),
  'rotate-keys': (args) => runNode([script('infra/local/rotate-keys.ts'), ...args]),
  consistency: (args) => runNode([script('infra/local/consistency.ts'), ...args]),
  audit: (args) => runNode([script('infra/local/audit.ts'), ...args]),
  fix: (args) => runNode([script('node_modules/@biomejs/biome/bin/biome'), 'check', '--write', ...(args.length > 0 ? args : ['.'])]),
}

let child
let isLocked = false
// The terminal sends Ctrl-C to the whole group, so the child has it already; SIGTERM comes to this process alone.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child?.kill('SIGTERM'))

const [name = '', ...rest] = process.argv.slice(2)
if (!Object.hasOwn(commands, name)) fail(`usage: node infra/local/run.mjs ${Object.keys(commands).join('|')} …`, 2)
if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node ${process.versions.node} is too old to start Zhihe: install Node 20 or newer.`)
await installOnce()
process.exitCode = await commands[name](rest)

async function installOnce() {
  const wanted = fingerprint()
  if (isInstalled(wanted)) return
  await lock()
  try {
    if (!isInstalled(wanted)) await install(wanted)
  } finally {
    rmSync(lockDirectory, { recursive: true, force: true })
    isLocked = false
  }
}

function isInstalled(wanted) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
}

function fingerprint() {
  const rooms = ['packages', 'services', 'infra'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((room) => `${folder}/${room}/package.json`),
  )
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const path of [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    '.pnpmfile.cjs',
    ...rooms.toSorted((a, b) => (a < b ? -1 : 1)),
  ]) {
    if (existsSync(join(root, path))) hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

async function lock() {
  const ownerFile = join(lockDirectory, 'pid')
  for (let hasSaid = false; ; hasSaid = true) {
    try {
      mkdirSync(lockDirectory)
      writeFileSync(ownerFile, String(process.pid))
      isLocked = true
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAbandoned(ownerFile)) rmSync(lockDirectory, { recursive: true, force: true })
    else if (!hasSaid) console.log('Another run is installing; waiting for it …')
    await pause(200)
  }
}

function isAbandoned(ownerFile) {
  try {
    if (existsSync(ownerFile)) return !isAlive(Number(readFileSync(ownerFile, 'utf8')))
    return Date.now() - statSync(lockDirectory).mtimeMs > 5_000
  } catch {
    return false // gone in the meantime: the next attempt tells
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function install(wanted) {
  const pin = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager
  const [program, ...before] = pnpmCommand(pin)
  const args = [...before, 'install', '--frozen-lockfile', '--reporter=append-only']
  console.log(`Installing dependencies with ${pin} (${existsSync(stampFile) ? 'they changed' : 'first run only'}) …`)
  const startedAt = Date.now()
  child = spawn(program, args, { cwd: root, env: installEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], shell: isWindows })
  const { code, output } = await collect(child)
  if (code !== 0) {
    fail(
      `${output}\nInstalling failed (${code}). Is the npm registry reachable (\`npm ping\`)? If it is, remove node_modules and try again.`,
    )
  }
  writeFileSync(stampFile, wanted)
  console.log(`Installed in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s.`)
}

/** pnpm from PATH when it is the pinned one (asked outside the repository, where it would not switch itself), else through npx. */
function pnpmCommand(pin) {
  const env = { ...installEnvironment(), COREPACK_ENABLE_NETWORK: '0' }
  const probe = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), env, encoding: 'utf8', shell: isWindows, timeout: 10_000 })
  if (probe.status === 0 && `pnpm@${probe.stdout.trim()}` === pin) return ['pnpm']
  return ['npx', '--yes', pin]
}

function installEnvironment() {
  // What npm tells its scripts (its own settings, our own package's fields) would be taken for pnpm's settings.
  const kept = /^npm_config_(registry|proxy|https?_proxy|noproxy|cafile|ca|strict_ssl|cache|userconfig|fetch_\w+)$/i
  const inherited = Object.entries(process.env).filter(([key]) => (!/^(npm|pnpm)_/i.test(key) || kept.test(key)) && key !== 'NODE_ENV')
  return { ...Object.fromEntries(inherited), PATH: `${process.env.PATH ?? ''}${delimiter}${dirname(process.execPath)}`, CI: 'true' }
}

async function collect(running) {
  let output = ''
  const take = (chunk) => {
    output += chunk
    const progress = output.match(/Progress: .*/g)?.at(-1)
    if (process.stdout.isTTY && progress) process.stdout.write(`\r\u001B[K${progress.slice(0, (process.stdout.columns ?? 80) - 1)}`)
  }
  running.stdout.setEncoding('utf8').on('data', take)
  running.stderr.setEncoding('utf8').on('data', take)
  const code = await ended(running)
  if (process.stdout.isTTY) process.stdout.write('\r\u001B[K')
  return { code, output }
}

async function runTests(args) {
  const directory = mkdtempSync(join(tmpdir(), 'zhihe-report-'))
  try {
    const report = join(directory, 'report.json')
    const vitest = [script('node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await runNode([...vitest, ...args])
    const { passed, failed } = existsSync(report) ? countTests(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 }
    // Also a file that could not be loaded, or a set-up that threw, is a failure.
    console.log(`${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`)
    return code
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function countTests({ numPassedTests, numFailedTests, testResults }) {
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length }
}

async function runNode(args, { withChannel = false } = {}) {
  const bin = join(root, 'node_modules/.bin')
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node-compile'),
  }
  child = spawn(pinnedNode(bin), args, { cwd: root, env, stdio: withChannel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit' })
  return await ended(child)
}

function pinnedNode(bin) {
  const pinned = join(bin, isWindows ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(`There is no Node 26 for ${process.platform}-${process.arch} on npm: install Node 24 or newer yourself and run this again.`)
}

function script(path) {
  const file = join(root, path)
  return existsSync(file) ? file : fail(`${path} is missing.`)
}

async function ended(running) {
  return await new Promise((done, failed) => {
    running.once('error', failed).once('close', (code, signal) => done(code ?? 128 + constants.signals[signal]))
  })
}

function fail(message, code = 1) {
  console.error(message)
  if (isLocked) rmSync(lockDirectory, { recursive: true, force: true })
  process.exit(code)
}
