/** A host as readers meet them: below a folder, with the site's own headers, that can put up another edition, refuse a file, lag, or be out of reach. */

import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { headersFor, rulesOf } from './headers.mjs'
import { TYPES } from './rig.mjs'

/**
 * @typedef {object} Host
 * @property {string} url address of the site
 * @property {string} folder what is served; may be changed at any time
 * @property {boolean} away no request is answered
 * @property {Set<string>} refused paths that are answered with an error
 * @property {Promise<unknown> | null} lag what an answer waits for
 * @property {string[]} asked paths below the site that have been asked for
 * @property {() => void} close
 */

/** @param {string} folder @param {string} [prefix] such as `/course` @returns {Promise<Host>} */
export async function newHost(folder, prefix = '') {
  /** @type {Host} */
  const host = { url: '', folder, away: false, refused: new Set(), lag: null, asked: [], close: () => server.closeAllConnections() ?? server.close() }
  const server = createServer(async (request, response) => {
    if (host.away) return request.socket.destroy()
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const inside = path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : '..'
    host.asked.push(inside)
    await host.lag
    answer(host, inside, response)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  host.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}${prefix}/`
  return host
}

/** @param {Host} host @param {string} path below the site @param {import('node:http').ServerResponse} response */
function answer(host, path, response) {
  const file = join(host.folder, path === '' || path.endsWith('/') ? join(path, 'index.html') : path)
  const kind = !file.startsWith(host.folder) || !existsSync(file) ? 404 : statSync(file).isDirectory() ? 301 : host.refused.has(path) ? 500 : 200
  const place = kind === 301 ? { location: `${path.split('/').pop()}/` } : {}
  response.writeHead(kind, { ...headersFor(rulesOf(host.folder), `/${path}`), ...place, 'content-type': TYPES[extname(file).slice(1)] ?? 'application/octet-stream' })
  if (kind === 200) createReadStream(file).pipe(response)
  else response.end(`${kind}`)
}
