import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import '@zhihe/testing/queue-backends'
import { housePlace, startHouse } from '../local/spawn-house.ts'
import { repositoryRoot } from './tree-copy.ts'

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8')
const blocks = (kind: string) =>
  [...readme.matchAll(/```sh (\w+)\n([\s\S]*?)```/g)].filter(([, name]) => name === kind).map(([, , code = '']) => code)

describe('the README', () => {
  it('has a tour that works when it is pasted', async () => {
    using place = await housePlace()
    const house = await startHouse(place)
    // The tour is pasted at the root of the clone; here its data is elsewhere.
    symlinkSync(join(repositoryRoot, 'infra'), join(place.folder, 'infra'))
    const script = join(place.folder, 'tour.sh')
    writeFileSync(script, `set -euo pipefail\ntrap 'kill $(jobs -p)' EXIT\n${blocks('tour').join('\n')}`)

    const output = execFileSync('bash', [script], { cwd: place.folder, encoding: 'utf8', timeout: 200_000 })
    await house.interrupt()

    expect(output).toContain('"status":"published"')
    expect(output).toMatch(/^1 {2}(eligible|conditional) {2}\d{4} {2}\S/m)
    expect(output).toContain('"components":[')
    expect(output).toMatch(/^webhook-signature: v1,/m)
    expect(output).toContain('signature verified')
    expect(output).toMatch(/王小明\nrevoked\nnot_found\n[\s\S]*disclosure\.read {2}consent[\s\S]*\n王小明\n20\d\d-[^\n]*Z\nnot_found\n/)
    expect(output).not.toMatch(/199-?0000/)
  }, 240_000)

  const redis = inject('queueBackends').find((backend) => backend.name === 'redis')
  it.runIf(redis)(
    'starts with its queue on Redis',
    async () => {
      using place = await housePlace()
      const house = await startHouse({ ...place, env: { QUEUE_URL: redis?.url ?? '' } })
      const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
      const pool = new Pool({ connectionString: url, max: 1 })

      const { rows } = await pool.query("select count(*)::int as tables from pg_tables where schemaname = 'bullmq'")
      await pool.end()
      await house.interrupt()

      expect(house.output()).toMatch(/^\d\d\.\d +(合适|有条件)/m)
      expect(rows).toEqual([{ tables: 0 }])
    },
    240_000,
  )

  it('names folders, commands and files that exist', () => {
    const folders = [...readme.matchAll(/`((?:services|packages|infra)\/[a-z]+)`/g)].map(([, path = '']) => path)
    expect(folders.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([])

    const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    const used = [...readme.matchAll(/npm run (\w+)/g)].map(([, name = '']) => name)
    expect(used.filter((name) => !(name in scripts))).toEqual([])
    expect(blocks('check')).toEqual(['npm run check\nnpm test\n'])
  })

  it('has every variable of every config in .env.example', () => {
    const example = readFileSync(join(repositoryRoot, '.env.example'), 'utf8')
    const configs = execFileSync('git', ['ls-files', 'services/*/src/config.ts', 'packages/runtime/src/config.ts'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    })
    const names = configs
      .split('\n')
      .filter(Boolean)
      .flatMap((path) =>
        [...readFileSync(join(repositoryRoot, path), 'utf8').matchAll(/\b([A-Z][A-Z]+(?:_[A-Z]+)+|PORT|HOST)\b/g)].map(
          ([, name = '']) => name,
        ),
      )
    expect([...new Set(names)].filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([])
  })
})
