import { parseArgs } from 'node:util'
import { benchCosts } from '../machines/costs-bench.ts'
import { benchMachines } from '../machines/machines-bench.ts'
import { benchAudit } from './audit/audit-bench.ts'
import { benchConsistency } from './consistency/consistency-bench.ts'
import { benchEngine } from './engine/engine-bench.ts'
import { benchHttp } from './http.ts'
import { benchImports } from './imports.ts'
import { benchIntake } from './intake/intake-bench.ts'
import { benchLimits } from './limits.ts'
import { benchPeopleImports } from './people-imports.ts'
import { benchOutbox } from './queue/outbox-bench.ts'
import { benchQueue } from './queue/queue-bench.ts'
import { benchRotation } from './rotation.ts'
import { benchVisible } from './visible.ts'
import { benchWebhooks } from './webhooks/webhooks-bench.ts'

// npm run bench -- NAME [--quick]: a table a person likes to read, then one line `BENCH {json}`. Ratios only mean something within a run.
const benches = {
  audit: benchAudit,
  consistency: benchConsistency,
  engine: benchEngine,
  visible: benchVisible,
  http: benchHttp,
  imports: benchImports,
  intake: benchIntake,
  'people-imports': benchPeopleImports,
  outbox: benchOutbox,
  queue: benchQueue,
  rotation: benchRotation,
  webhooks: benchWebhooks,
  limits: benchLimits,
  machines: benchMachines,
  costs: benchCosts,
}
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    people: { type: 'string' },
    postings: { type: 'string' },
    data: { type: 'string' },
    workers: { type: 'string' },
    backend: { type: 'string' },
  },
})
const [name = ''] = positionals

if (!(name in benches)) {
  process.stderr.write(
    `usage: npm run bench -- ${Object.keys(benches).join('|')} [--quick] [--people N] [--postings N] [--data DIR] [--workers 1,2,4] [--backend redis|postgres]\n`,
  )
  process.exit(64)
}
const count = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const result = await benches[name as keyof typeof benches]({
  quick: values.quick,
  people: count(values.people),
  postings: count(values.postings),
  data: values.data,
  workers: values.workers?.split(',').map(Number),
  backends: values.backend === 'redis' || values.backend === 'postgres' ? [values.backend] : undefined,
})
process.stdout.write(`BENCH ${JSON.stringify({ bench: name, ...result })}\n`)
