/** Stands in for the browser's storage. `room` is how many characters it takes; `blocked` makes every call throw. */
export class FakeStorage {
  /** @param {{room?: number, blocked?: boolean, entries?: Record<string, string>}} [how] */
  constructor({ room = Infinity, blocked = false, entries = {} } = {}) {
    this.entries = new Map(Object.entries(entries))
    /** @type {string[]} */
    this.keys = []
    this.room = room
    this.blocked = blocked
  }

  /** @param {string} key */
  getItem(key) {
    this.#ask()
    return this.entries.get(key) ?? null
  }

  /** @param {string} key @param {string} text */
  setItem(key, text) {
    this.#ask()
    if (this.room < Infinity && this.#others(key) + key.length + text.length > this.room) throw new Error('QuotaExceededError')
    this.entries.set(key, text)
  }

  /** @param {string} key */
  removeItem(key) {
    this.#ask()
    this.entries.delete(key)
  }

  get length() {
    this.#ask()
    return this.entries.size
  }

  /** @param {number} index */
  key(index) {
    if (index === 0) this.keys = [...this.entries.keys()]
    return this.keys[index] ?? null
  }

  /** @param {string} key */
  #others(key) {
    return [...this.entries].filter(([name]) => name !== key).reduce((sum, [name, text]) => sum + name.length + text.length, 0)
  }

  #ask() {
    if (this.blocked) throw new Error('SecurityError')
  }
}
