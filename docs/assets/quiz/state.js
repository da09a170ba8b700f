/**
 * Keeps what a reader did on the reader's own device, one entry a question, so that two tabs cannot overwrite each other's. The only
 * module that touches storage. Where storage is blocked or full, all is kept for as long as the page is open, and `saving` says so.
 *
 * Names below the course's own prefix: `q:ID` a question's entry, `t:SITTING` and `a:SITTING:ID` a test and its answers, `set:NAME` a
 * choice of the reader's, `seq` the clock that orders changes, `seed` the reader's own number, `aside:...` what could not be read.
 */

import { answered, entryOf, isCount } from './entry.js'

/** @typedef {import('./entry.js').Entry} Entry */

const ANSWER = 400 // characters, more than most entries take

export class State {
  /** @param {string} course id of the course: one host may hold many @param {Storage | null} storage */
  constructor(course, storage) {
    this.prefix = `${course}:`
    this.storage = storage
    /** What the device has not taken, by its name. @type {Map<string, string>} */
    this.memory = new Map()
    /** Names of corrupt entries that could not be set aside. @type {Set<string>} */
    this.stuck = new Set()
    this.blocked = storage === null
  }

  /** Whether the device keeps all that was written so far. */
  get saving() {
    return !this.blocked && this.memory.size === 0
  }

  /** Whether the device would keep one more answer, for pages that tell before anything is written. @returns {boolean} */
  hasRoom() {
    this.put('room', 'x'.repeat(ANSWER))
    const { saving } = this
    this.remove('room')
    return saving
  }

  /** @param {string} question @returns {Entry | null} */
  entry(question) {
    return this.get(`q:${question}`, entryOf)
  }

  /** All questions ever answered, retired ones too. @returns {Map<string, Entry>} */
  entries() {
    const pairs = this.names('q:').map((name) => /** @type {const} */ ([name.slice(2), this.get(name, entryOf)]))
    return new Map(/** @type {[string, Entry][]} */ (pairs.filter(([, entry]) => entry)))
  }

  /**
   * Record an attempt and return the entry as saved.
   * @param {string} question @param {number} rev @param {Omit<import('./entry.js').Attempt, 'at'>} attempt @param {Date} [now] @returns {Entry}
   */
  record(question, rev, attempt, now = new Date()) {
    const entry = answered(this.entry(question), rev, attempt, this.tick(), now)
    this.put(`q:${question}`, entry)
    return entry
  }

  /** A choice of the reader's own, such as a text size; null where none was made. @param {string} name @returns {any} */
  setting(name) {
    return this.get(`set:${name}`)
  }

  /** Remember a choice. @param {string} name @param {any} value */
  set(name, value) {
    this.put(`set:${name}`, value)
  }

  /** A number of this reader's own, for a display order that stays the same. @returns {number} */
  seed() {
    const kept = Number(this.#read('seed'))
    if (Number.isInteger(kept) && kept > 0) return kept
    const seed = 1 + Math.floor(Math.random() * 0x7ffffffe)
    this.#write('seed', String(seed))
    return seed
  }

  /** The next moment of the clock that decides merges. @returns {number} */
  tick() {
    const seq = this.#clock() + 1
    this.#write('seq', String(seq))
    return seq
  }

  /** Let the clock go on from a moment that another device has reached. @param {number} seq */
  catchUp(seq) {
    if (seq > this.#clock()) this.#write('seq', String(seq))
  }

  /** The moment that the clock shows; where that was lost, the last that it has given away. @returns {number} */
  #clock() {
    const kept = Number(this.#read('seq'))
    if (isCount(kept)) return kept
    const given = this.names('').filter((name) => /^[qt]:/.test(name)).map((name) => parsed(this.#read(name) ?? '')?.seq)
    return given.filter(isCount).reduce((last, seq) => Math.max(last, seq), 0)
  }

  /**
   * What is kept under a name, as `shaped` makes sense of it; null where nothing is. What makes no sense is set aside.
   * @template T @param {string} name @param {(value: any) => T | null} [shaped] @returns {T | null}
   */
  get(name, shaped = (value) => value) {
    const text = this.#read(name)
    if (text === null) return null
    const value = shaped(parsed(text))
    if (value !== null) return value
    this.memory.delete(name)
    this.#setAside(name, text)
    return null
  }

  /** What is kept under a name, letter by letter. @param {string} name @returns {string | null} */
  text(name) {
    return this.#read(name)
  }

  /** @param {string} name @param {any} value @param {boolean} [plain] a text to be kept letter by letter */
  put(name, value, plain = false) {
    this.#write(name, plain ? value : JSON.stringify(value))
  }

  /** @param {string} name */
  remove(name) {
    this.memory.delete(name)
    this.stuck.delete(name)
    try {
      this.storage?.removeItem(this.prefix + name)
    } catch {
      this.blocked = true
    }
  }

  /** @param {string} start @returns {string[]} the names that begin so, sorted */
  names(start) {
    const names = new Set(this.memory.keys())
    try {
      const keys = Array.from({ length: this.storage?.length ?? 0 }, (_, index) => String(this.storage?.key(index)))
      for (const key of keys) if (key.startsWith(this.prefix)) names.add(key.slice(this.prefix.length))
    } catch {
      this.blocked = true
    }
    return [...names].filter((name) => name.startsWith(start)).sort()
  }

  /** @param {string} name */
  #read(name) {
    try {
      return this.memory.get(name) ?? this.storage?.getItem(this.prefix + name) ?? null
    } catch {
      this.blocked = true
      return null
    }
  }

  /** Keep a text, and with it, should there be room again, what the device has not taken before. @param {string} name @param {string} text */
  #write(name, text) {
    this.memory.set(name, text)
    for (const waiting of [...this.memory.keys()]) this.#hand(waiting)
  }

  /** Hand over to the device what waits under a name. @param {string} name */
  #hand(name) {
    try {
      if (this.stuck.has(name)) this.#setAside(name, this.storage?.getItem(this.prefix + name) ?? '')
      if (!this.storage || this.stuck.has(name)) return
      this.storage.setItem(this.prefix + name, this.memory.get(name) ?? '')
      this.memory.delete(name)
      this.blocked = false
    } catch {
      /* it waits on */
    }
  }

  /** What cannot be read is kept under another name; where that fails it stays, and nothing overwrites it. @param {string} name @param {string} text */
  #setAside(name, text) {
    try {
      this.storage?.setItem(`${this.prefix}aside:${name}:${Date.now()}`, text)
      this.storage?.removeItem(this.prefix + name)
      this.stuck.delete(name)
    } catch {
      this.stuck.add(name)
    }
  }
}

/** @type {Map<string, State>} */
const states = new Map()

/** The one state of a course in this page, which all its modules share. @param {string} course @returns {State} */
export function stateOf(course) {
  const state = states.get(course) ?? new State(course, deviceStorage())
  states.set(course, state)
  return state
}

/** The browser's storage, or null where reading it is forbidden. @returns {Storage | null} */
export function deviceStorage() {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
