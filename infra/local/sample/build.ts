import { writeFileSync } from 'node:fs'
import { composePeople, peopleText } from './build-people.ts'
import { buildWorkbook } from './build-workbook.ts'

writeFileSync(new URL('fair.xlsx', import.meta.url), buildWorkbook())
writeFileSync(new URL('people.json', import.meta.url), peopleText(composePeople()))
