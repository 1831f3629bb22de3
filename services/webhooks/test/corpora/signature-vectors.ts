/** What was signed, and the signature that must come of it. */
export interface SignatureVector {
  from: string
  scheme: 'v1' | 'v1a'
  /** Base64: the secret of v1, the Ed25519 seed (RFC 8032) of v1a. */
  key: string
  messageId: string
  /** Seconds. */
  timestamp: number
  body: string
  signature: string
}

const rfcSeed = 'nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A='
const sevens = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc='
const inChinese = { messageId: 'msg_1', timestamp: 1_795_147_200, body: '{"岗位":"数据标注员 👩‍🦽"}' }
const ofReference = { messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }

export const signatureVectors: readonly SignatureVector[] = [
  {
    from: 'the documentation of the standard',
    scheme: 'v1',
    key: 'plJ3nmyCDGBKInavdOK15jsl',
    messageId: 'msg_loFOjxBNrRLzqYUf',
    timestamp: 1_731_705_121,
    body: '{"event_type":"ping","data":{"success":true}}',
    signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  },
  {
    from: 'the reference libraries',
    scheme: 'v1',
    key: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    ...ofReference,
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  {
    from: 'ourselves, beyond ASCII',
    scheme: 'v1',
    key: sevens,
    ...inChinese,
    signature: 'v1,1/Iv2sZCEf7+2SnQe876FSczQAfvDuFwDYSCmp13WxA=',
  },
  {
    from: 'ourselves, with the first key of RFC 8032',
    scheme: 'v1a',
    key: rfcSeed,
    ...ofReference,
    signature: 'v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw==',
  },
  {
    from: 'ourselves, with the first key of RFC 8032, beyond ASCII',
    scheme: 'v1a',
    key: rfcSeed,
    ...inChinese,
    signature: 'v1a,6i9jede/NS+8ppJHL8z2mxR+3jrgkQSUpfmbDASHPJ4c/2Cod9eq18ADSlc0Qk4P8oMVLa7ZJyHNvG7bMCBaBQ==',
  },
]
