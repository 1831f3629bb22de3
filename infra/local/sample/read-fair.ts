import { Readable } from 'node:stream'
import type { NewFair } from '@zhihe/contracts/fair'
import { openSheets } from '@zhihe/sheets/open-sheets'
import { findRegion } from '@zhihe/vocabulary/region'
import { fairFields, sheetNames } from './columns.ts'

/** The fair that the sheet 填报说明 of the sample tells of; its postings are the importer's. Throws when a fact is missing: then it is another file. */
export async function readFair(file: Uint8Array): Promise<NewFair> {
  const facts = await factsOf(file)
  const fact = (key: keyof typeof fairFields) => {
    const value = facts.get(fairFields[key])
    if (!value) throw new Error(`the workbook does not say ${fairFields[key]}`)
    return value
  }
  const regionCode = findRegion(fact('region'))
  if (regionCode === null) throw new Error(`${fairFields.region} is no region we know`)
  return {
    name: fact('name'),
    regionCode,
    opensAt: `${fact('opens')}T00:00:00+08:00`,
    closesAt: `${fact('closes')}T23:59:59+08:00`,
    venue: fact('venue'),
    online: fact('online') === '是',
    organiserName: fact('organiser'),
  }
}

async function factsOf(file: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>()
  let sheet = ''
  for await (const event of openSheets(Readable.from([file]))) {
    if (event.kind === 'sheet') sheet = event.name
    if (event.kind === 'row' && sheet === sheetNames.guide) facts.set(event.cells[0] ?? '', event.cells[1] ?? '')
  }
  return facts
}
