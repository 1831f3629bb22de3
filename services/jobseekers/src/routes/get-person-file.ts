import { getPersonFileContract } from '@zhihe/contracts/person-file'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { toPersonFile } from '../domain/person-file.ts'
import { reachOver } from '../domain/reach.ts'
import { readFileLedger } from '../store/file-ledger.ts'
import { findFileSeal } from '../store/file-seal.ts'
import { noteOf, staffOf } from '../store/open-file.ts'
import { readPerson } from '../store/person-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

export function getPersonFileRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getPersonFileContract,
      handler: async ({ params, principal }) => {
        const at = now()
        // The entry of the audit is written with the first statement, so it is there before a note is opened.
        const audit = askedBy(principal, { action: 'file.read', reason: 'serve_person', at })
        const person = await readPerson(db, params.id, { reach: reachOver(principal), keys, audit })
        const ledger = person && (await readFileLedger(db, params.id))
        if (!ledger) throw problem('not_found')
        const { dossier, identity } = person
        const seal = await findFileSeal(db, { jobseekerId: params.id, tenantId: dossier.jobseeker.tenantId }, keys)
        const open = {
          note: (row: Parameters<typeof noteOf>[0]) => noteOf(row, seal),
          staff: (row: Parameters<typeof staffOf>[0]) => staffOf(row, seal),
        }
        return toPersonFile({ dossier, view: toJobseekerView(dossier, identity), ledger, open }, at)
      },
    })
  }
}
