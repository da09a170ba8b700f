/**
 * Copies of what is kept: made, read, and joined with what is here. Pure, but for the state that is handed in.
 *
 * A copy is JSON: {format, v, course, made, entries}. Whatever a file claims, only names of a known form with values of a known shape come in,
 * each written by its name; nothing is merged into objects, so no name can reach a prototype.
 */

import { entryOf } from '../quiz/entry.js'
import { isAnswer } from '../quiz/grade.js'
import { sittingOf } from './draw.js'

/**
 * @typedef {import('../quiz/state.js').State} State
 * @typedef {import('../quiz/entry.js').Entry} Entry
 * @typedef {Map<string, any>} Kept what is kept, by its name below the course's prefix
 * @typedef {{kept: Kept} | {fault: string, values?: Record<string, string>}} Reading
 */

const FORMAT = 'course-copy'
const VERSION = 1
export const MOST_BYTES = 20e6

/** @param {any} value */
const text = (value) => (typeof value === 'string' ? value : null)

/** @param {any} value a record of texts, and nothing else of it */
const texts = (value) => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter(([, part]) => typeof part === 'string')) : null)

/** The kinds of entries, and what is taken of their values. What is derived (`set:marks`) or of this device alone is left out. @type {[RegExp, (value: any) => any][]} */
const KINDS = [
  [/^q:[a-z0-9-]{1,60}$/, (value) => whole(entryOf(value), ENTRY)],
  [/^t:[^:]{1,200}:[a-z0-9]{1,12}$/, (value) => whole(sittingOf(value), SITTING)],
  [/^a:[^:]{1,200}:[a-z0-9]{1,12}:[a-z0-9-]{1,60}$/, (value) => (isAnswer(value) ? value : null)],
  [/^set:name$/, text],
  [/^set:certainty$/, (value) => (typeof value === 'boolean' ? value : null)],
  [/^set:known$/, (value) => (Array.isArray(value) && value.every(text) ? value : null)],
  [/^set:(place|reading)$/, texts],
  [/^aside:/, text],
]

/** The fields of what is taken, in their order; `null` stands for a value without parts of its own. @typedef {{[field: string]: Fields | null}} Fields */
const ATTEMPT = { answer: null, right: null, sure: null, at: null }
const TRIES = { rev: null, first: ATTEMPT, last: ATTEMPT, tries: null }
const ENTRY = { v: null, ...TRIES, box: null, due: null, seq: null, past: TRIES }
const SITTING = { v: null, test: null, began: null, questions: { id: null, rev: null, lesson: null }, handedIn: null, scores: null, seq: null }

/** @param {any} value sound, or null @param {Fields} fields @returns {any} the fields that are known, so that nothing else of a file comes in */
function whole(value, fields) {
  if (value === null) return null
  if (Array.isArray(value)) return value.map((part) => whole(part, fields))
  const known = Object.entries(fields).filter(([field]) => Object.hasOwn(value, field))
  return Object.fromEntries(known.map(([field, parts]) => [field, parts ? whole(value[field], parts) : value[field]]))
}

/** @param {string} name */
const shapeOf = (name) => KINDS.find(([form]) => form.test(name))?.[1]

/** @param {State} state @returns {Kept} what belongs into a copy */
export function collected(state) {
  const names = state.names('').filter(shapeOf)
  const pairs = names.map((name) => /** @type {const} */ ([name, name.startsWith('aside:') ? state.text(name) : state.get(name, shapeOf(name))]))
  return new Map(pairs.filter(([, value]) => value !== null))
}

/** @param {string} course @param {Kept} kept @param {Date} now @returns {string} */
export const written = (course, kept, now) => JSON.stringify({ format: FORMAT, v: VERSION, course, made: now.toISOString(), entries: Object.fromEntries(kept) })

/** @param {string} course @param {string} file @returns {Reading} what a file holds, or the name of what is wrong with it */
export function read(course, file) {
  const copy = parsed(file)
  if (copy?.format !== FORMAT || typeof copy.course !== 'string' || typeof copy.entries !== 'object' || copy.entries === null) return { fault: 'no-copy' }
  if (copy.course !== course) return { fault: 'other-course', values: { course: copy.course.slice(0, 60) } }
  if (copy.v !== VERSION) return { fault: 'later' }
  /** @type {Kept} */
  const kept = new Map()
  for (const [name, value] of Object.entries(copy.entries)) {
    const sound = shapeOf(name)?.(value) ?? null
    if (sound === null) return { fault: 'unsound', values: { name: name.slice(0, 60) } }
    kept.set(name, sound)
  }
  return { kept }
}

/** @param {string} file @returns {any} */
function parsed(file) {
  try {
    return JSON.parse(file)
  } catch {
    return null
  }
}

/**
 * What has to be written so that nothing of either side is lost: of two entries the one with the higher `seq`, with the earlier first try.
 * @param {Kept} here @param {Kept} there @returns {{changes: Kept, added: number, newer: number, older: number}} what is the same on both sides counts as nothing
 */
export function joined(here, there) {
  /** @type {Kept} */
  const changes = new Map()
  const count = { added: 0, newer: 0, older: 0 }
  for (const [name, theirs] of there) {
    const own = here.get(name)
    if (JSON.stringify(theirs) === JSON.stringify(own)) continue
    const value = own === undefined ? theirs : name.startsWith('q:') ? later(own, theirs) : (theirs.seq ?? 0) > (own.seq ?? 0) ? theirs : own
    if (JSON.stringify(value) !== JSON.stringify(own)) changes.set(name, value)
    if (/^[qt]:/.test(name)) count[own === undefined ? 'added' : changes.has(name) ? 'newer' : 'older'] += 1
  }
  return { changes, ...count }
}

/** A try at a later revision counts more than any at an earlier one. @param {Entry} one @param {Entry} other @returns {Entry} */
function later(one, other) {
  const rank = (/** @type {Entry} */ entry) => [entry.rev, entry.seq, Date.parse(entry.last.at)]
  const [a, b] = [rank(one), rank(other)]
  const place = a.findIndex((value, index) => value !== b[index])
  const [winner, loser] = place >= 0 && a[place] > b[place] ? [one, other] : [other, one]
  const same = winner.rev === loser.rev
  const first = same && Date.parse(loser.first.at) < Date.parse(winner.first.at) ? loser.first : winner.first
  const past = pastsOf(winner, loser)
  return { ...winner, first, tries: same ? Math.max(winner.tries, loser.tries) : winner.tries, ...(past.length && { past }) }
}

/** Tries at earlier revisions, each revision once. @param {Entry} winner @param {Entry} loser */
function pastsOf(winner, loser) {
  const { rev, first, last, tries } = loser
  const pasts = new Map([...(loser.past ?? []), { rev, first, last, tries }, ...(winner.past ?? [])].map((past) => [past.rev, past]))
  return [...pasts.values()].filter((past) => past.rev !== winner.rev).sort((a, b) => a.rev - b.rev)
}

/** @param {string} name @param {any} value @returns {string} what is written */
const writtenAs = (name, value) => (name.startsWith('aside:') ? value : JSON.stringify(value))

/**
 * Write changes, all or none.
 * @param {State} state @param {Kept} changes @returns {Map<string, string | null> | null} what stood under each name before; null where there was no room
 */
export function write(state, changes) {
  const before = new Map([...changes.keys()].map((name) => [name, state.text(name)]))
  for (const [name, value] of changes) {
    state.put(name, writtenAs(name, value), true)
    if (state.saving) continue
    restore(state, before)
    return null
  }
  state.catchUp([...changes.values()].reduce((last, value) => Math.max(last, value.seq ?? 0), 0))
  return before
}

/** Undo what was written; what another tab has changed since stays. @param {State} state @param {Kept} changes @param {Map<string, string | null>} before */
export function unwrite(state, changes, before) {
  restore(state, new Map([...before].filter(([name]) => state.text(name) === writtenAs(name, changes.get(name)))))
}

/** What goes goes first, so that there is room for what comes back. @param {State} state @param {Map<string, string | null>} before */
function restore(state, before) {
  for (const [name, text] of before) if (text === null) state.remove(name)
  for (const [name, text] of before) if (text !== null && state.text(name) !== text) state.put(name, text, true)
}
