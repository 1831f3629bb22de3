/** What is written to a socket of a listening app, in pieces; between them the sender waits a moment. */
export interface RawRequest {
  name: string
  pieces: readonly (string | Buffer)[]
  /** The sender goes away without waiting for an answer. */
  hangsUp?: boolean
}

export interface RawTarget {
  path: string
  token: string
  body: string
}

const crlf = '\r\n'

/** More than five hundred ways to speak broken HTTP to a route that takes a JSON body. */
export function rawRequests({ path, token, body }: RawTarget): RawRequest[] {
  const length = Buffer.byteLength(body)
  const known = [`Host: localhost`, `Authorization: Bearer ${token}`, `Content-Type: application/json`]
  const head = (lines: readonly string[], first = `POST ${path} HTTP/1.1`) => `${[first, ...lines].join(crlf)}${crlf}${crlf}`
  const withLength = (value: number | string) => [...known, `Content-Length: ${value}`]
  const whole = Buffer.from(head([...withLength(length), 'Connection: close']) + body)
  const chunked = [...known, 'Transfer-Encoding: chunked']
  const one = (name: string, ...pieces: (string | Buffer)[]): RawRequest => ({ name, pieces })

  const firstLines = [
    '',
    ' ',
    'GET',
    'GET /',
    `POST ${path}`,
    `POST  ${path}  HTTP/1.1`,
    `POST ${path} HTTP/0.9`,
    `POST ${path} HTTP/1.0`,
    `POST ${path} HTTP/2.0`,
    `POST ${path} HTTP/9.9`,
    `POST ${path} http/1.1`,
    `POST ${path} HTTP/1.1 x`,
    `P\u0000ST ${path} HTTP/1.1`,
    `post ${path} HTTP/1.1`,
    `BREW ${path} HTTP/1.1`,
    `TRACE ${path} HTTP/1.1`,
    `CONNECT localhost:1 HTTP/1.1`,
    `OPTIONS * HTTP/1.1`,
    `PROPFIND ${path} HTTP/1.1`,
    `PATCH ${path} HTTP/1.1`,
    `DELETE ${path} HTTP/1.1`,
    `HEAD ${path} HTTP/1.1`,
    'PRI * HTTP/2.0',
    `${'A'.repeat(5_000)} / HTTP/1.1`,
    `POST http://127.0.0.1${path} HTTP/1.1`,
    `POST //${path} HTTP/1.1`,
    `POST ${path}?${'a=1&'.repeat(3_000)} HTTP/1.1`,
    `POST ${path}#x HTTP/1.1`,
    `POST ${path}\u0001 HTTP/1.1`,
    'POST http://[ HTTP/1.1',
    'POST \\ HTTP/1.1',
    `\u0016\u0003\u0001\u0002`,
    'SSH-2.0-x',
    '*1\r\n$4\r\nPING',
    '\u0000\u0000\u0000',
  ]
  const paths = [
    '/%',
    '/%zz',
    '/%00',
    '/v1/%2e%2e/',
    '/../../etc/passwd',
    '/v1/postings/%E5%B2',
    '/v1/postings/%ff',
    '/v1//postings',
    '/v1/postings/',
    '/V1/POSTINGS',
    '/v1/postings;x=1',
    '/v1/postings%3Flimit=1',
    '/v1/postings?limit=%',
    '/v1/postings?limit=1&limit=2',
    '/v1/postings?limit[]=1',
    '/v1/postings?__proto__[x]=1',
    '/v1/postings?cursor=%00',
    '/v1/postings?cursor=AAAA',
    '/v1/postings?status=%F0%9F%98%80',
    `/v1/postings/${'a'.repeat(10_000)}`,
    `/${'a/'.repeat(5_000)}`,
    '/v1/postings?updatedSince=0000-00-00',
    '/v1/fairs/%00',
    '/v1/imports/x/items?outcome=%00',
    '/livez/../metrics',
    '/openapi.json%00',
  ]
  const lengths = [
    '-1',
    '0',
    '1',
    `${length - 1}`,
    `${length + 1}`,
    '1e3',
    '0x10',
    '+5',
    ' ',
    'abc',
    '99999999999999999999',
    '9007199254740993',
    `${length}, ${length}`,
    `${length},5`,
    '1.5',
    '５',
    `${length} `,
    '00000005',
    '',
  ]
  const encodings = [
    'chunked, chunked',
    'gzip',
    'gzip, chunked',
    'identity',
    'chunked, identity',
    'Chunked',
    'xchunked',
    ' chunked',
    'chunked;q=1',
    '\u000bchunked',
    'chunked\u0000',
    '',
    'deflate',
    'chunked, gzip',
  ]
  const chunkHeads = [
    '',
    'g',
    '-1',
    '0x5',
    '5;x',
    '5;x="',
    `5;${'x'.repeat(20_000)}`,
    'ffffffffffffffff',
    'fffffffffffffffff',
    '00000000000000000005',
    '5 ',
    ' 5',
    '5\u0000',
    '+5',
    '1e1',
    '５',
    '5\n',
    '0',
    '0;',
    '7fffffffffffffff',
  ]
  const headers = [
    'X',
    'X:',
    ': x',
    ' X: y',
    'X : y',
    'X\u0000: y',
    'X: \u0000',
    'X: \u0007',
    'X: a\u000bb',
    'X: é',
    'X: 岗位',
    'X: a\rb',
    'X: a\n b',
    `X: ${'y'.repeat(70_000)}`,
    `${'X'.repeat(20_000)}: y`,
    'X: y\r\n folded',
    'Host: other',
    'Host: a b',
    'Host:',
    'Content-Type: application/json',
    'Content-Type: text/plain',
    'Content-Type: application/json; charset=utf-16',
    'Content-Type: application/json; charset=gb18030',
    'Content-Type: ;;;',
    'Content-Type: application/x-ndjson',
    'Content-Type: multipart/form-data',
    'Content-Type: application/json,application/json',
    'Content-Type: application/json\t;',
    `Content-Type: ${'a/'.repeat(3_000)}`,
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'Authorization: Bearer',
    'Authorization: Bearer \u00e9',
    'Authorization: Basic YTpi',
    `Authorization: Bearer ${'z'.repeat(10_000)}`,
    'Authorization: bearer x, Bearer y',
    'Idempotency-Key:',
    'Idempotency-Key: \t',
    'Idempotency-Key: a b',
    'Idempotency-Key: 岗',
    `Idempotency-Key: ${'k'.repeat(256)}`,
    'Idempotency-Key: a\r\nIdempotency-Key: b',
    'Expect: 100-continue',
    'Expect: 200-ok',
    'Expect: ',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
    'Connection: close, keep-alive',
    'Connection: \u0001',
    'Keep-Alive: timeout=99999999',
    'Range: bytes=0-',
    'If-Match: *',
    'If-None-Match: "',
    'If-Modified-Since: x',
    'Accept: ;;;',
    'Accept-Encoding: ,,,',
    'Cookie: ;;;=;',
    'X-Request-Id: \u0008',
    'X-Forwarded-For: 999.999.999.999',
    'X-HTTP-Method-Override: DELETE',
    'Trailer: Content-Length',
    'TE: trailers, x',
    'Date: x',
    'Max-Forwards: -1',
    '__proto__: x',
    'constructor: x',
    'toString: x',
  ]

  return [
    ...firstLines.map((first) => one(`first line ${JSON.stringify(first.slice(0, 40))}`, head(withLength(length), first) + body)),
    ...paths.flatMap((raw) => [
      one(`GET ${raw.slice(0, 40)}`, head([...known, 'Connection: close'], `GET ${raw} HTTP/1.1`)),
      one(`POST ${raw.slice(0, 40)}`, head([...withLength(length), 'Connection: close'], `POST ${raw} HTTP/1.1`) + body),
    ]),
    ...lengths.map((value) => one(`Content-Length ${JSON.stringify(value)}`, head(withLength(value)) + body)),
    ...lengths.map((value) =>
      one(`two lengths, ${JSON.stringify(value)}`, head([...withLength(length), `Content-Length: ${value}`]) + body),
    ),
    ...encodings.flatMap((value) => [
      one(`Transfer-Encoding ${JSON.stringify(value)}`, head([...known, `Transfer-Encoding: ${value}`]) + body),
      one(
        `a length and Transfer-Encoding ${JSON.stringify(value)}`,
        head([...withLength(length), `Transfer-Encoding: ${value}`]) + `0${crlf}${crlf}GET /smuggled HTTP/1.1${crlf}${crlf}`,
      ),
    ]),
    ...chunkHeads.flatMap((size) => [
      one(`chunk ${JSON.stringify(size.slice(0, 30))}`, `${head(chunked)}${size}${crlf}{"a":${crlf}0${crlf}${crlf}`),
      one(`chunk ${JSON.stringify(size.slice(0, 30))} in pieces`, head(chunked), size, crlf, 'xxxxx', crlf, '0'),
    ]),
    ...headers.map((line) =>
      one(`header ${JSON.stringify(line.slice(0, 40))}`, head([...withLength(length), 'Connection: close', line]) + body),
    ),
    ...[100, 1_000, 5_000].map((count) =>
      one(`${count} headers`, head([...withLength(length), ...Array.from({ length: count }, (_, at) => `X-${at}: y`)]) + body),
    ),
    ...[100, 1_000, 5_000].map((count) =>
      one(`one header ${count} times`, head([...withLength(length), ...Array.from({ length: count }, () => 'X: y')]) + body),
    ),
    ...['\n', '\r', '\n\r'].map((end) =>
      one(`lines end in ${JSON.stringify(end)}`, Buffer.from(whole.toString('latin1').replaceAll(crlf, end), 'latin1')),
    ),
    ...Array.from(
      { length: 190 },
      (_, at): RawRequest => ({
        name: `hangs up after ${at + 1}/190`,
        pieces: [whole.subarray(0, Math.ceil((whole.length * (at + 1)) / 190))],
        hangsUp: true,
      }),
    ),
    ...Array.from({ length: 40 }, (_, at) => one(`a byte changed at ${at}/40`, changed(whole, Math.floor((whole.length * at) / 40)))),
    ...[1, 2, 3, 7].map((size) => one(`in pieces of ${size}/100`, ...pieces(whole, Math.ceil((whole.length * size) / 100)))),
    one('twenty requests at once', Buffer.concat(Array.from({ length: 20 }, () => Buffer.from(head(withLength(length)) + body)))),
    one(
      'twenty requests at once, the third broken',
      Buffer.concat(Array.from({ length: 20 }, (_, at) => Buffer.from(at === 2 ? 'BROKEN\r\n\r\n' : head(withLength(length)) + body))),
    ),
    one('nothing but line ends', crlf.repeat(5_000)),
    one('noise', Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 7919 + 13) % 256))),
    { name: 'says nothing and leaves', pieces: [], hangsUp: true },
  ]
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0x80
  return copy
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
}
