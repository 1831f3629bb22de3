import type { Readable } from 'node:stream'
import { importFileLimit, importMediaTypes, startImportContract } from '@zhihe/contracts/import'
import type { RoutePlugin } from '@zhihe/http/app'
import { acceptFiles } from '@zhihe/http/body'
import { fieldError } from '@zhihe/http/field-errors'
import { readIdempotencyKey } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { ImportJob } from '../domain/import.ts'
import { reachOver } from '../domain/reach.ts'
import { findFair } from '../store/fair-store.ts'
import { announceImport, insertImport, keepFilePiece, type NewImport } from '../store/import-store.ts'
import { FileTooLarge, type Spooled, spool } from '../store/spool.ts'
import type { Deps } from './deps.ts'

const pieceBytes = 1024 * 1024
const defaultType = 'application/octet-stream'

export function startImportRoute({ db, bulkDb, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    acceptFiles(app, importMediaTypes)
    app.route({
      ...startImportContract,
      handler: async (request, reply) => {
        const { params, query, principal } = request
        const fair = await findFair(db, params.id, reachOver(principal))
        if (fair?.tenantId !== principal.tenantId) throw problem('not_found')
        const idempotencyKey = readIdempotencyKey(request)
        await using file = await take(request.body as Readable | undefined)
        failpoint('file.spooled')
        const given: NewImport = {
          id: newId(),
          tenantId: principal.tenantId,
          fairId: fair.id,
          byKeyId: principal.keyId,
          employerId: principal.employerId,
          registersEmployers: principal.scopes.includes('employers:write'),
          idempotencyKey,
          fileName: query.fileName ?? null,
          mediaType: request.headers['content-type'] ?? defaultType,
          bytes: file.bytes,
          sha256: file.sha256,
          createdAt: now(),
        }
        const { isNew, kept } = await bulkDb.transaction(async (tx) => await keep(tx, given, file))
        failpoint('file.committed')
        if (!isNew && !isSame(kept, given)) throw problem('idempotency_key_reused', { errors: [reused] })
        if (!isNew) reply.header('idempotent-replayed', 'true')
        return reply.code(202).send(takenView(kept))
      },
    })
  }
}

const reused = fieldError('#/header/Idempotency-Key', 'reused', { zh: '请换一个新的键。', en: 'Choose a new key.' })

async function take(body: Readable | undefined): Promise<Spooled> {
  const empty = () =>
    problem('invalid_request', { errors: [fieldError('', 'missing', { zh: '请把文件放在正文里。', en: 'Send the file as the body.' })] })
  if (body === undefined || body === null) throw empty()
  try {
    const file = await spool(body, importFileLimit)
    if (file.bytes > 0) return file
    await file[Symbol.asyncDispose]()
  } catch (error) {
    if (error instanceof FileTooLarge) throw problem('payload_too_large')
    throw error
  }
  throw empty()
}

async function keep(tx: Transaction, given: NewImport, file: Spooled): Promise<{ isNew: boolean; kept: ImportJob }> {
  const result = await insertImport(tx, given)
  if (!result.isNew) return result
  failpoint('file.import-inserted')
  let piece = 0
  for await (const bytes of file.pieces(pieceBytes)) {
    await keepFilePiece(tx, given.id, piece, bytes)
    piece += 1
    failpoint('file.piece-kept')
  }
  await announceImport(tx)
  failpoint('file.announced')
  return result
}

function isSame(kept: ImportJob, given: NewImport): boolean {
  return kept.sha256 === given.sha256 && kept.fairId === given.fairId && kept.fileName === given.fileName
}

function takenView({ id, fairId, fileName, bytes, sha256, createdAt }: ImportJob) {
  return { id, fairId, fileName, bytes, sha256, createdAt: createdAt.toISOString() }
}
