import { parseArgs } from 'node:util'
import { benchAudit } from './audit/audit-bench.ts'
import { benchEngine } from './engine/engine-bench.ts'
import { benchHttp } from './http.ts'
import { benchImports } from './imports.ts'
import { benchIntake } from './intake/intake-bench.ts'
import { benchLimits } from './limits.ts'
import { benchPeopleImports } from './people-imports.ts'
import { benchRotation } from './rotation.ts'
import { benchVisible } from './visible.ts'
import { benchWebhooks } from './webhooks/webhooks-bench.ts'

// npm run bench -- NAME [--quick]: a table a person likes to read, then one line `BENCH {json}`. Ratios only mean something within a run.
const benches = {
  audit: benchAudit,
  engine: benchEngine,
  visible: benchVisible,
  http: benchHttp,
  imports: benchImports,
  intake: benchIntake,
  'people-imports': benchPeopleImports,
  rotation: benchRotation,
  webhooks: benchWebhooks,
  limits: benchLimits,
}
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    people: { type: 'string' },
    postings: { type: 'string' },
    data: { type: 'string' },
  },
})
const [name = ''] = positionals

if (!(name in benches)) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--quick] [--people N] [--postings N] [--data DIR]\n`)
  process.exit(64)
}
const count = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const result = await benches[name as keyof typeof benches]({
  quick: values.quick,
  people: count(values.people),
  postings: count(values.postings),
  data: values.data,
})
process.stdout.write(`BENCH ${JSON.stringify({ bench: name, ...result })}\n`)
