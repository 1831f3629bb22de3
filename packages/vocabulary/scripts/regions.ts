import { writeFileSync } from 'node:fs'
import { areaList } from '@vant/area-data'

// Writes src/data/regions.json: `code name` per region, provinces first. Run it when @vant/area-data is raised: `pnpm run regions`.
const placeholder = /^其它区$/
const rows = [areaList.province_list, areaList.city_list, areaList.county_list]
  .flatMap((list) => Object.entries(list))
  .filter(([, name]) => !placeholder.test(name))
  .map(([code, name]) => `${code} ${name}`)

writeFileSync(new URL('../src/data/regions.json', import.meta.url), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`)
