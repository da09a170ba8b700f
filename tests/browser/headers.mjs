/** Reads a site's `_headers` as the hosts do that know it. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{pattern: RegExp, headers: Record<string, string>}} Rule */

/** The rules of a built site; none where it has no such file. @param {string} folder @returns {Rule[]} */
export function rulesOf(folder) {
  const file = join(folder, '_headers')
  if (!existsSync(file)) return []
  const blocks = readFileSync(file, 'utf8').matchAll(/^(\/\S*)\n((?: {2}.+\n)+)/gm)
  return [...blocks].map(([, address, lines]) => ({ pattern: patternOf(address), headers: Object.fromEntries([...lines.matchAll(/^ +([^:]+): (.+)$/gm)].map(([, name, value]) => [name, value])) }))
}

/** @param {string} address a path in which an asterisk stands for any characters */
function patternOf(address) {
  return new RegExp(`^${address.split('*').map((text) => text.replace(/[.?+(){}|^$[\]\\]/g, '\\$&')).join('.*')}$`)
}

/** What is sent with a path. @param {Rule[]} rules @param {string} path @returns {Record<string, string>} */
export function headersFor(rules, path) {
  return Object.assign({}, ...rules.filter(({ pattern }) => pattern.test(path)).map(({ headers }) => headers))
}
