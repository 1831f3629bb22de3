import type { Readable } from 'node:stream'
import type { Principal } from '@zhihe/contracts/access'
import {
  type ConsentOfFile,
  consentsOfFile,
  peopleFileLimit,
  peopleMediaTypes,
  startPeopleImportContract,
  type startPeopleImportQuery,
} from '@zhihe/contracts/jobseeker-import'
import type { RoutePlugin } from '@zhihe/http/app'
import { acceptFiles } from '@zhihe/http/body'
import { fieldError } from '@zhihe/http/field-errors'
import { readIdempotencyKey } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { z } from 'zod'
import { checkDecision } from '../domain/consent.ts'
import type { PeopleImportJob } from '../domain/people-import.ts'
import type { Refusal } from '../domain/refusal.ts'
import { readTextsInForce } from '../store/consent-text-store.ts'
import { announcePeopleImport, insertPeopleImport, type NewPeopleImport } from '../store/people-import-store.ts'
import { FileTooLarge, type SealedSpool, sealedSpool } from '../store/sealed-spool.ts'
import { createUploadKey, type WrappedUploadKey } from '../store/upload-cipher.ts'
import { keepSealedPiece, keepUploadKey } from '../store/upload-store.ts'
import type { Deps } from './deps.ts'
import { toTakenView } from './people-import-view.ts'
import { refused } from './refused.ts'

type Query = z.infer<typeof startPeopleImportQuery>

export function startPeopleImportRoute({ db, now, newId, keys }: Omit<Deps, 'allowTestRegion' | 'candidateRefKey'>): RoutePlugin {
  return async (app) => {
    acceptFiles(app, peopleMediaTypes)
    app.route({
      ...startPeopleImportContract,
      handler: async (request, reply) => {
        const { query, principal } = request
        const at = now()
        const consents = statedIn(query)
        const refusals = await checkStated(consents, { principal, at })
        if (refusals.length > 0) throw refused(refusals)
        const idempotencyKey = readIdempotencyKey(request)
        const id = newId()
        const { key, wrapped } = createUploadKey({ importId: id, tenantId: principal.tenantId }, keys)
        const body = request.body as Readable | undefined
        await using file = await take(body, (stream) => sealedSpool(stream, { key, lookup: keys.lookup.all, limit: peopleFileLimit }))
        failpoint('people.file-spooled')
        const mediaType = mediaTypeOf(request.headers['content-type'])
        const given = { id, ...senderOf(principal), ...fileOf(file), idempotencyKey, mediaType, consents, createdAt: at }
        const { isNew, kept } = await db.transaction(async (tx) => await keep(tx, given, { file, wrapped }))
        failpoint('people.file-committed')
        if (!isNew && !isSame(kept, given, file)) throw problem('idempotency_key_reused', { errors: [reused] })
        if (!isNew) reply.header('idempotent-replayed', 'true')
        return reply.code(202).send(toTakenView(kept))
      },
    })
  }

  async function checkStated(
    consents: readonly ConsentOfFile[],
    { principal, at }: { principal: Principal; at: Date },
  ): Promise<Refusal[]> {
    if (consents.length === 0) return []
    const texts = await readTextsInForce(db, principal.tenantId)
    const refusals = consents.flatMap((consent) => checkDecision({ ...consent, decision: 'granted' }, '', { now: at, texts }))
    const named = refusals.map((refusal) => ({
      ...refusal,
      pointer: `#/query/${refusal.pointer === '/at' ? 'consentAt' : 'consentTextVersion'}`,
    }))
    // All purposes share one time: what is wrong with it is said once.
    return [...new Map(named.map((refusal) => [`${refusal.pointer} ${JSON.stringify(refusal.values)}`, refusal])).values()]
  }
}

const reused = fieldError('#/header/Idempotency-Key', 'reused', { zh: '请换一个新的键。', en: 'Choose a new key.' })
const together = {
  zh: 'consentPurposes、consentTextVersion、consentAt 须同时填写或同时不填。',
  en: 'Send consentPurposes, consentTextVersion and consentAt together, or none of them.',
}

function statedIn({ consentPurposes, consentTextVersion: textVersion, consentAt: at }: Query): ConsentOfFile[] {
  const given = Object.entries({ consentPurposes, consentTextVersion: textVersion, consentAt: at })
  const absent = given.filter(([, value]) => value === undefined)
  if (absent.length === given.length) return []
  if (consentPurposes === undefined || textVersion === undefined || at === undefined) {
    throw problem('invalid_request', { errors: absent.map(([name]) => fieldError(`#/query/${name}`, 'missing', together)) })
  }
  const named = new Set(consentPurposes.split(','))
  return consentsOfFile.filter((purpose) => named.has(purpose)).map((purpose) => ({ purpose, textVersion, at }))
}

async function take(body: Readable | undefined | null, spool: (stream: Readable) => Promise<SealedSpool>): Promise<SealedSpool> {
  const empty = () =>
    problem('invalid_request', { errors: [fieldError('', 'missing', { zh: '请把文件放在正文里。', en: 'Send the file as the body.' })] })
  if (body === undefined || body === null) throw empty()
  try {
    const file = await spool(body)
    if (file.bytes > 0) return file
    await file[Symbol.asyncDispose]()
  } catch (error) {
    if (error instanceof FileTooLarge) throw problem('payload_too_large')
    throw error
  }
  throw empty()
}

// As our own list says it: a header can hold anything.
function mediaTypeOf(header: string | undefined): string {
  const given = header?.split(';')[0]?.trim().toLowerCase()
  return peopleMediaTypes.find((type) => type === given) ?? 'application/octet-stream'
}

function senderOf({ tenantId, keyId, role, regionCode }: Principal) {
  const actor: PeopleImportJob['actor'] = role === 'admin' ? 'admin' : 'federation'
  return { tenantId, byKeyId: keyId, actor, regionCode: actor === 'admin' ? null : regionCode }
}

function fileOf({ bytes, fingerprints }: SealedSpool) {
  const [fingerprint] = fingerprints
  if (fingerprint === undefined) throw new Error('no key tells files apart')
  return { bytes, fingerprint }
}

async function keep(
  tx: Transaction,
  given: NewPeopleImport,
  { file, wrapped }: { file: SealedSpool; wrapped: WrappedUploadKey },
): Promise<{ isNew: boolean; kept: PeopleImportJob }> {
  const result = await insertPeopleImport(tx, given)
  if (!result.isNew) return result
  failpoint('people.file-inserted')
  await keepUploadKey(tx, wrapped, given.createdAt)
  let piece = 0
  for await (const sealed of file.pieces()) {
    await keepSealedPiece(tx, wrapped, { piece, sealed })
    piece += 1
    failpoint('people.file-piece-kept')
  }
  await announcePeopleImport(tx)
  failpoint('people.file-announced')
  return result
}

// The first one may have been told under a key that is not the current one any more.
function isSame(kept: PeopleImportJob, given: Pick<NewPeopleImport, 'consents'>, { fingerprints }: SealedSpool): boolean {
  return fingerprints.some((one) => one.equals(kept.fingerprint)) && JSON.stringify(consentKey(kept)) === JSON.stringify(consentKey(given))
}

function consentKey({ consents }: Pick<PeopleImportJob, 'consents'>): unknown {
  return consents.map(({ purpose, textVersion, at }) => [purpose, textVersion, at])
}
