import { fieldError } from '@zhihe/http/field-errors'
import { problem } from '@zhihe/http/problem'
import { checkEndpointUrl, type UrlRefusal, type UrlRules } from '../domain/endpoint-url.ts'

const refusals = {
  not_a_url: { zh: '这不是完整的网址。', en: 'This is not a complete URL.' },
  not_https: { zh: '请使用 https 网址。', en: 'Send an https URL.' },
  has_credentials: { zh: '网址中不要包含用户名或密码。', en: 'Leave user name and password out of the URL.' },
  not_public: { zh: '该网址不在公网上，请使用公网地址。', en: 'The host is not on the public internet; send a public one.' },
} satisfies Record<UrlRefusal, { zh: string; en: string }>

/** The address as it will be called; throws the Problem `endpoint_url_refused`. */
export function acceptUrl(text: string, rules: UrlRules): string {
  const checked = checkEndpointUrl(text, rules)
  if (!checked.ok) throw problem('endpoint_url_refused', { errors: [fieldError('/url', checked.reason, refusals[checked.reason])] })
  return checked.url.href
}
