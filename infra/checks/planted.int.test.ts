import { afterAll, describe, expect, it } from 'vitest'
import { runStep } from './step.ts'
import { steps } from './steps.ts'
import { copyTree } from './tree-copy.ts'

// A gate that never closes is worse than none: each kind of breach is planted in a copy of the tree, and must be named.
const tree = copyTree()
afterAll(() => tree[Symbol.dispose]())

const breaches = [
  {
    rule: 'services-meet-in-contracts',
    path: 'services/postings/src/domain/planted-a.ts',
    content: "import '../../../matching/src/app.ts'\n",
  },
  {
    rule: 'domain-is-pure',
    path: 'services/postings/src/domain/planted-b.ts',
    content: "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n",
  },
  { rule: 'layer-0-stands-alone', path: 'packages/runtime/src/planted-c.ts', content: "import '../../scoring/src/judge.ts'\n" },
  { rule: 'scoring-on-vocabulary', path: 'packages/scoring/src/planted-d.ts', content: "import '../../contracts/src/route.ts'\n" },
  {
    rule: 'testing-for-tests',
    path: 'services/webhooks/src/planted-e.ts',
    content: "import '../../../packages/testing/src/eventually.ts'\n",
  },
  { rule: 'bullmq-in-queue', path: 'packages/outbox/src/planted-f.ts', content: "import '../../queue/node_modules/bullmq'\n" },
  {
    rule: 'no-cycles',
    path: 'packages/access/src/planted-g.ts',
    content: "import { h } from './planted-h.ts'\nexport const g = (): number => h()\n",
  },
  { rule: 'no-unresolvable', path: 'packages/access/src/planted-i.ts', content: "import './nowhere.ts'\n" },
]

function step(name: string) {
  const found = steps[name]
  if (!found) throw new Error(`no check called ${name}`)
  return found
}

describe('npm run check', () => {
  it('reads the tree as it is without a breach, and says how much it read', async () => {
    const result = await runStep(step('arrows'), tree.root)

    expect(result.output).toContain('no dependency violations')
    expect(result.files).toBeGreaterThan(200)
    expect(result.ok).toBe(true)
  })

  it('names every planted import that goes the wrong way', async () => {
    tree.plant('packages/access/src/planted-h.ts', "import { g } from './planted-g.ts'\nexport const h = (): number => g()\n")
    for (const { path, content } of breaches) tree.plant(path, content)

    const result = await runStep(step('arrows'), tree.root)

    expect(result.ok).toBe(false)
    expect(breaches.filter(({ rule }) => !result.output.includes(`error ${rule}`))).toEqual([])
  })

  it('fails on planted code that nobody uses', async () => {
    tree.plant('services/postings/src/domain/planted-unused.ts', 'export const nobodyAsks = 1\n')

    const result = await runStep(step('deadCode'), tree.root)

    expect(result.ok).toBe(false)
    expect(result.output).toContain('planted-unused.ts')
  })

  it('fails on a planted any and on a promise nobody waits for', async () => {
    tree.plant(
      'packages/access/src/planted-any.ts',
      'export const loose: any = 1\nasync function work() {}\nexport function run() {\n  work()\n}\n',
    )

    const result = await runStep(
      { ...step('lint'), args: ['--type-aware', '--deny-warnings', 'packages/access/src/planted-any.ts'] },
      tree.root,
    )

    expect(result.ok).toBe(false)
    expect(result.output).toContain('no-explicit-any')
    expect(result.output).toContain('no-floating-promises')
  })

  it('fails when a contract changes without its snapshot', async () => {
    tree.plant('infra/checks/snapshots/problems.json', '{}\n')

    expect((await runStep(step('contracts'), tree.root)).ok).toBe(false)
  })

  it.each(['format', 'lint', 'arrows'])('fails when %s read 0 files', async (name) => {
    tree.plant('empty/.keep', '')
    const { args } = step(name)
    const onNothing = [...args.filter((arg) => !['packages', 'services', 'infra', '.'].includes(arg)), 'empty']

    const result = await runStep({ ...step(name), args: onNothing }, tree.root)

    expect(result.files).toBe(0)
    expect(result.ok).toBe(false)
  })
})
