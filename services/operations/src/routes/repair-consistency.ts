import { repairConsistencyContract } from '@zhihe/contracts/admin'
import type { RoutePlugin } from '@zhihe/http/app'
import type { Db } from '@zhihe/postgres/pool'
import { repairAndNote } from '../repair-consistency.ts'

export function repairConsistencyRoute({ patientDb, now }: { patientDb: Db; now: () => Date }): RoutePlugin {
  return async (app) => {
    app.route({
      ...repairConsistencyContract,
      handler: async ({ body: { codes }, principal }) => {
        const { id, at, repairs } = await repairAndNote(patientDb, codes, { by: principal, now })
        return { id, at: at.toISOString(), repairs }
      },
    })
  }
}
