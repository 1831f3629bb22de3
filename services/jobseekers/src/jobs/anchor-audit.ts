import { anchorAudit } from '@zhihe/audit/anchor'
import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'

/** Notes the ends of the audit's chains, in the database and in the log: against the log, also its owner cannot write a chain anew unseen. */
export function anchorAuditIn({ db, logger }: { db: Db; logger: Logger }): () => Promise<void> {
  return async () => {
    logger.info({ auditEnds: await anchorAudit(db) }, 'the ends of the audit')
  }
}
