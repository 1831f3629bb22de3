import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// Writes src/data/simplified-characters.json from opencc-js 1.4.2, whose tables are those of OpenCC (Apache-2.0). Only single characters are
// needed and its package is 6 MB, so it is no dependency: `npm pack opencc-js@1.4.2`, unpack, then
// `pnpm run simplified-characters <folder>/package`.
const [packageFolder = ''] = process.argv.slice(2)
const { Converter } = (await import(pathToFileURL(resolve(join(packageFolder, 'dist/esm/t2cn.js'))).href)) as {
  Converter: (options: { from: string; to: string }) => (text: string) => string
}
const converters = ['t', 'hk', 'tw'].map((from) => Converter({ from, to: 'cn' }))

// Good simplified characters that the tables change only because they are read as traditional text: 什么, 著名, 吒, 蒜薹, 糖醣.
const alreadySimplified = '么著吒薹醣'
const first = 0x3400
const last = 0x9fff
const pairsInRow = 40

const pairs: string[] = []
for (let code = first; code <= last; code += 1) {
  const from = String.fromCharCode(code)
  const to = converters.map((convert) => convert(from)).find((text) => text !== from && text.length === 1)
  if (to !== undefined && !alreadySimplified.includes(from)) pairs.push(from + (to === '幺' ? '么' : to))
}
const rows = Array.from({ length: Math.ceil(pairs.length / pairsInRow) }, (_, at) =>
  pairs.slice(at * pairsInRow, (at + 1) * pairsInRow).join(''),
)
writeFileSync(
  new URL('../src/data/simplified-characters.json', import.meta.url),
  `{\n"source": "opencc-js 1.4.2 (MIT), tables of OpenCC, Apache-2.0; single characters only, chosen by scripts/simplified-characters.ts",\n"rows": [\n${rows
    .map((row) => JSON.stringify(row))
    .join(',\n')}\n]\n}\n`,
)
process.stdout.write(`${pairs.length} characters\n`)
