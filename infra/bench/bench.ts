import { benchHttp } from './http.ts'
import { benchVisible } from './visible.ts'

// npm run bench -- NAME [--quick]: a table a person likes to read, then one line `BENCH {json}`. Ratios only mean something within a run.
const benches = { visible: benchVisible, http: benchHttp }
const [name = '', ...flags] = process.argv.slice(2)

if (!(name in benches)) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--quick]\n`)
  process.exit(64)
}
const result = await benches[name as keyof typeof benches]({ quick: flags.includes('--quick') })
process.stdout.write(`BENCH ${JSON.stringify({ bench: name, ...result })}\n`)
