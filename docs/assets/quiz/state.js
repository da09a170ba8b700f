/**
 * Keeps answers on the reader's own device, one entry a question, so that two tabs cannot overwrite each other's. The only module that
 * touches storage. Where storage is blocked or full, answers are kept for as long as the page is open, and `saving` says so.
 */

const VERSION = 1

/**
 * @typedef {{answer: import('./grade.js').Answer, right: boolean, at: string}} Attempt
 * @typedef {{v: number, rev: number, first: Attempt, last: Attempt, tries: number, seq: number}} Entry
 */

export class State {
  /** @param {string} course id of the course: one host may hold many @param {Storage | null} storage */
  constructor(course, storage) {
    this.prefix = `${course}:`
    this.storage = storage
    /** @type {Map<string, string>} */
    this.memory = new Map()
    /** Keys of corrupt entries that could not be set aside. @type {Set<string>} */
    this.stuck = new Set()
    this.saving = true
  }

  /** @param {string} question @returns {Entry | null} */
  entry(question) {
    const key = `${this.prefix}q:${question}`
    const text = this.#read(key)
    if (text === null) return null
    const entry = parse(text)
    if (entry === null) this.#setAside(key, text)
    return entry
  }

  /**
   * Record an attempt and return the entry as saved.
   * @param {string} question @param {number} rev @param {import('./grade.js').Answer} answer @param {boolean} right @returns {Entry}
   */
  record(question, rev, answer, right) {
    const before = this.entry(question)
    const attempt = { answer, right, at: new Date().toISOString() }
    const entry = {
      v: VERSION,
      rev,
      first: before && before.rev === rev ? before.first : attempt,
      last: attempt,
      tries: before && before.rev === rev ? before.tries + 1 : 1,
      seq: this.#tick(),
    }
    this.#write(`${this.prefix}q:${question}`, JSON.stringify(entry))
    return entry
  }

  /** A number of this reader's own, for a display order that stays the same. @returns {number} */
  seed() {
    const kept = Number(this.#read(`${this.prefix}seed`))
    if (Number.isInteger(kept) && kept > 0) return kept
    const seed = 1 + Math.floor(Math.random() * 0x7ffffffe)
    this.#write(`${this.prefix}seed`, String(seed))
    return seed
  }

  #tick() {
    const seq = (Number(this.#read(`${this.prefix}seq`)) || 0) + 1
    this.#write(`${this.prefix}seq`, String(seq))
    return seq
  }

  /** @param {string} key */
  #read(key) {
    if (this.memory.has(key)) return /** @type {string} */ (this.memory.get(key))
    try {
      return this.storage ? this.storage.getItem(key) : null
    } catch {
      return null
    }
  }

  /** @param {string} key @param {string} text */
  #write(key, text) {
    try {
      if (!this.storage || this.stuck.has(key)) throw new Error('blocked')
      this.storage.setItem(key, text)
      this.memory.delete(key)
      this.saving = true
    } catch {
      this.memory.set(key, text)
      this.saving = false
    }
  }

  /** A corrupt entry is kept under another name; where that fails it stays, and no answer overwrites it. @param {string} key @param {string} text */
  #setAside(key, text) {
    try {
      this.storage?.setItem(`${this.prefix}aside:${key}:${Date.now()}`, text)
      this.storage?.removeItem(key)
    } catch {
      this.stuck.add(key)
    }
  }
}

/** The browser's storage, or null where reading it is forbidden. @returns {Storage | null} */
export function deviceStorage() {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/** @param {string} text @returns {Entry | null} the entry, or null where the text is none */
export function parse(text) {
  try {
    const entry = JSON.parse(text)
    const sound = entry.v === VERSION && Number.isInteger(entry.rev) && Number.isInteger(entry.tries) && isAttempt(entry.first) && isAttempt(entry.last)
    return sound ? entry : null
  } catch {
    return null
  }
}

/** @param {any} attempt @returns {attempt is Attempt} */
function isAttempt(attempt) {
  return typeof attempt?.right === 'boolean' && typeof attempt.at === 'string' && attempt.answer !== null && attempt.answer !== undefined
}
