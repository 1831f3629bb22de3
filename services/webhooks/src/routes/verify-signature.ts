import { verifySignatureContract } from '@zhihe/contracts/webhook-operations'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toSigningKey } from '../domain/new-secret.ts'
import { ownerOf } from '../domain/owner.ts'
import { type Verdict, verifySignature } from '../domain/verify-signature.ts'
import { findEndpoint } from '../store/endpoint-store.ts'
import { findMessage } from '../store/message-store.ts'
import { findKeptSecrets } from '../store/secret-store.ts'
import type { RouteDeps } from './deps.ts'

const sentences = {
  bad_timestamp: { zh: 'webhook-timestamp 应为整秒数。', en: 'webhook-timestamp is not a number of whole seconds.' },
  too_old: {
    zh: '时间早于现在五分钟以上；请检查本机时钟，勿重放旧请求。',
    en: 'The time is more than five minutes ago; check your clock, and do not replay old requests.',
  },
  too_new: { zh: '时间晚于现在五分钟以上；请检查本机时钟。', en: 'The time is more than five minutes ahead; check your clock.' },
  no_known_scheme: {
    zh: 'webhook-signature 中没有该接收地址所用方案（v1 或 v1a）的签名。',
    en: 'webhook-signature has no signature of the scheme this endpoint uses (v1 or v1a).',
  },
  secret_expired: { zh: '签名用的是已到期的旧密钥。', en: 'It was signed with an old secret that has expired.' },
  other_body: {
    zh: '正文与我们发出的字节不同；请对收到的原始字节验签，不要先解析再序列化。',
    en: 'The body is not the bytes we sent; verify the raw bytes, before anything parses them.',
  },
  signature_differs: {
    zh: '签名不符：请核对密钥、webhook-id 与原始正文。',
    en: 'The signature differs: check the secret, webhook-id and the raw body.',
  },
} satisfies Record<NonNullable<Verdict['reason']>, { zh: string; en: string }>
const verified = { zh: '签名有效。', en: 'The signature verifies.' }

export function verifySignatureRoute({ db, now, cipher }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...verifySignatureContract,
      handler: async ({ principal, params: { id }, body }) => {
        const owner = ownerOf(principal)
        const at = now()
        if (!(await findEndpoint(db, owner, { id, now: at }))) throw problem('not_found')
        const [kept, sent] = await Promise.all([findKeptSecrets(db, id), findMessage(db, owner, body.webhookId)])
        const secrets = kept
          .filter(({ keyId }) => cipher.keyIds.includes(keyId)) // what cannot be opened here does not sign either
          .map(({ scheme, keyId, sealed, expiresAt }) => ({
            ...toSigningKey(scheme, cipher.open({ keyId, bytes: sealed }, id)),
            expiresAt,
          }))
        const verdict = verifySignature(body, { secrets, bodySent: sent?.endpointId === id ? sent.body : undefined, now: at })
        return { ...verdict, ...(verdict.reason === null ? verified : sentences[verdict.reason]) }
      },
    })
  }
}
