import type { ImportItem } from '@zhihe/contracts/import'
import type { listItems } from '../store/import-store.ts'

type Row = Awaited<ReturnType<typeof listItems>>[number]

export function toItem({ sheet, row, outcome, postingId, externalId, title, status, reasonCode, detail }: Row): ImportItem {
  return { sheet, row, outcome, postingId, externalId, title, status, reasonCode, ...detail }
}
