import { type NewCaseOwners, putCaseOwnersContract } from '@zhihe/contracts/register-plan'
import type { RoutePlugin } from '@zhihe/http/app'
import type { Transaction } from '@zhihe/postgres/pool'
import { type CheckedOwner, checkOwners, isSameOwner } from '../domain/case-owner.ts'
import type { CaseOwner, Sealed } from '../domain/file-ledger.ts'
import { toCaseOwnerView } from '../domain/file-views.ts'
import { readFileLedger } from '../store/file-ledger.ts'
import { takeFileSeal } from '../store/file-seal.ts'
import { replaceOwners, type Writer } from '../store/file-store.ts'
import { staffOf } from '../store/open-file.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function putCaseOwnersRoute({ db, now, newId, keys, allowTestRegion }: Deps): RoutePlugin {
  async function replace(tx: Transaction, given: readonly CheckedOwner[], { writer, at }: { writer: Writer; at: Date }): Promise<void> {
    const seal = await takeFileSeal(tx, writer, { keys, now: at })
    const inCharge = ((await readFileLedger(tx, writer.jobseekerId))?.owners ?? []).filter(({ endedAt }) => endedAt === null)
    const stays = (owner: CaseOwner & Sealed) => given.some((one) => isSameOwner(one, { ...owner, ...staffOf(owner, seal) }))
    const isNew = (one: CheckedOwner) => !inCharge.some((owner) => isSameOwner(one, { ...owner, ...staffOf(owner, seal) }))
    const beginning = given.filter(isNew).map(({ name, phone, ...owner }) => {
      const sealed = name === null && phone === null ? null : seal.seal({ name, phone })
      return { ...owner, id: newId(), endedAt: null, recordedAt: at, sealed }
    })
    await replaceOwners(tx, { ending: inCharge.filter((one) => !stays(one)).map(({ id }) => id), beginning, now: at }, writer)
  }

  return async (app) => {
    app.route({
      ...putCaseOwnersContract,
      handler: async ({ params: { id }, body, principal }) => {
        const at = now()
        const checked = checkOwners(body satisfies NewCaseOwners, { now: at, allowTestNumbers: allowTestRegion })
        if (!checked.ok) throw refused(checked.refusals)
        return await db.transaction(async (tx) => {
          let owner: Writer | undefined
          const ledger = await changeFile(tx, { id, principal, now: at, kind: 'case_owner' }, async (writer) => {
            owner = writer
            await replace(tx, checked.owners, { writer, at })
          })
          if (!owner) throw new Error('nobody wrote')
          const seal = await takeFileSeal(tx, owner, { keys, now: at })
          const inCharge = ledger.owners.filter(({ endedAt }) => endedAt === null)
          return { owners: inCharge.map((one) => toCaseOwnerView(one, staffOf(one, seal))) }
        })
      },
    })
  }
}
